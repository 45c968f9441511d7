# Completion of shells and the manual page: the program itself prints them when it is installed, so
# that they say what it can. Not where it does not run on this machine.
if(CMAKE_CROSSCOMPILING)
  return()
endif()

# install_printed(FILE FOLDER ARGUMENT...): what `autosmote ARGUMENT...` prints, as FOLDER/FILE.
function(install_printed file folder)
  set(made ${PROJECT_BINARY_DIR}/printed/${file})
  list(JOIN ARGN " " arguments)
  install(CODE "
    file(MAKE_DIRECTORY \"${PROJECT_BINARY_DIR}/printed\")
    execute_process(COMMAND \"$<TARGET_FILE:autosmote_cli>\" ${arguments}
                    OUTPUT_FILE \"${made}\" COMMAND_ERROR_IS_FATAL ANY)")
  install(FILES ${made} DESTINATION ${folder})
endfunction()

install_printed(autosmote ${CMAKE_INSTALL_DATADIR}/bash-completion/completions completion bash)
install_printed(_autosmote ${CMAKE_INSTALL_DATADIR}/zsh/site-functions completion zsh)
install_printed(autosmote.fish ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d completion fish)
install_printed(autosmote.1 ${CMAKE_INSTALL_MANDIR}/man1 manual)
