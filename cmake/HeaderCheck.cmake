# Every public header must compile alone: one source file each that includes nothing else, with
# only include/ on the path, and twice, which catches a missing include guard.
file(GLOB headers CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR}/include
     "${PROJECT_SOURCE_DIR}/include/autosmote/*.h")
set(sources)
foreach(header IN LISTS headers)
  string(MAKE_C_IDENTIFIER ${header} name)
  set(source ${CMAKE_CURRENT_BINARY_DIR}/headers/${name}.cc)
  file(CONFIGURE OUTPUT ${source} CONTENT "#include \"@header@\"\n#include \"@header@\"\n" @ONLY)
  list(APPEND sources ${source})
endforeach()
add_library(public_headers_compile_alone OBJECT ${sources})
target_compile_features(public_headers_compile_alone PRIVATE cxx_std_20)
target_compile_options(public_headers_compile_alone PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Werror)
target_include_directories(public_headers_compile_alone PRIVATE ${PROJECT_SOURCE_DIR}/include)
