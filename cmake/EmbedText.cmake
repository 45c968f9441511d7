# Writes a C++ source that holds text files as functions. Run as a script:
#   cmake -DOUTPUT=FILE.cc -DHEADER=INCLUDE "-DPARTS=function=FILE;..." -P EmbedText.cmake
# An empty FILE gives an empty text. Bytes are character literals: string literals have a length
# that every compiler must take.
set(text "#include \"${HEADER}\"\n\nnamespace autosmote {\n")
foreach(part IN LISTS PARTS)
  string(REGEX MATCH "^([^=]+)=(.*)$" matched "${part}")
  set(name ${CMAKE_MATCH_1})
  set(file ${CMAKE_MATCH_2})
  if(NOT file)
    string(APPEND text "std::string_view ${name}() { return {}; }\n")
    continue()
  endif()
  file(READ "${file}" bytes HEX)
  string(REGEX REPLACE "(..)" "'\\\\x\\1'," bytes "${bytes}")
  string(APPEND text "static constexpr char k_${name}[] = {${bytes}};\n"
                     "std::string_view ${name}() { return {k_${name}, sizeof k_${name}}; }\n")
endforeach()
string(APPEND text "}  // namespace autosmote\n")
file(WRITE "${OUTPUT}" "${text}")
