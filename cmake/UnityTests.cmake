# Several test files as one translation unit: headers are read, and templates of the test libraries
# instantiated and instrumented, once for all of them, which takes a third of the processor time.
# Only for builds that are made whole (sanitizers in the gate): editing one file compiles its unit.

# autosmote_unity_tests(UNITS NAME SOURCE...)
# Writes units of at most 16 of the test files NAME_test consists of and sets UNITS to their paths.
# Helpers of different files may have the same names: each file's unnamed namespace, of which it has
# one, becomes one that is named after the file.
function(autosmote_unity_tests units name)
  set(paths)
  set(text)
  set(files 0)
  foreach(source IN LISTS ARGN)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${source})
    get_filename_component(file ${source} NAME_WE)
    file(READ ${source} body)
    string(REGEX MATCHALL "\nnamespace {\n" unnamed "${body}")
    list(LENGTH unnamed count)
    if(NOT count EQUAL 1)
      message(FATAL_ERROR "${source} has ${count} unnamed namespaces; a test file has one")
    endif()
    string(REPLACE "\nnamespace {\n" "\nnamespace ${file}_file {\n" body "${body}")
    string(APPEND text "#line 1 \"${source}\"\n${body}\n")
    math(EXPR files "${files} + 1")
    math(EXPR full "${files} % 16")
    list(LENGTH ARGN all)
    if(full EQUAL 0 OR files EQUAL all)
      set(path "${CMAKE_CURRENT_BINARY_DIR}/unity/${name}_${files}.cc")
      file(WRITE ${path}.new "${text}")
      file(COPY_FILE ${path}.new ${path} ONLY_IF_DIFFERENT)
      list(APPEND paths ${path})
      set(text)
    endif()
  endforeach()
  set(${units} ${paths} PARENT_SCOPE)
endfunction()
