# Options shared by every target of the project, and the two functions that declare them.

add_library(autosmote_options INTERFACE)
target_compile_features(autosmote_options INTERFACE cxx_std_20)
# No fused multiply-add behind our back: where one is wanted it is written, so that results are
# the same bytes whatever instruction set the compiler targets.
target_compile_options(autosmote_options INTERFACE
  -ffp-contract=off -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion
  $<$<BOOL:${AUTOSMOTE_WERROR}>:-Werror>)
target_include_directories(autosmote_options INTERFACE ${PROJECT_SOURCE_DIR}/include
                                                       ${PROJECT_SOURCE_DIR}/src)
if(AUTOSMOTE_SANITIZE)
  target_compile_options(autosmote_options INTERFACE
    -fsanitize=${AUTOSMOTE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(autosmote_options INTERFACE -fsanitize=${AUTOSMOTE_SANITIZE})
  target_compile_definitions(autosmote_options INTERFACE AUTOSMOTE_SANITIZED=1)
endif()
# The layers whose code the fuzzers exercise tell them what an input reaches.
set(autosmote_fuzzed_layers core table search)

# autosmote_layer(NAME DEPENDS layer... LIBRARIES target...)
# One folder of src/: all its .cc files as one object library that links only the named layers.
function(autosmote_layer name)
  cmake_parse_arguments(ARG "" "" "DEPENDS;LIBRARIES" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.cc")
  if(NOT sources)
    add_library(autosmote_${name} INTERFACE)
    return()
  endif()
  add_library(autosmote_${name} OBJECT ${sources})
  set_target_properties(autosmote_${name} PROPERTIES POSITION_INDEPENDENT_CODE ON)
  target_link_libraries(autosmote_${name} PUBLIC autosmote_options)
  foreach(layer IN LISTS ARG_DEPENDS)
    target_link_libraries(autosmote_${name} PUBLIC autosmote_${layer})
  endforeach()
  target_link_libraries(autosmote_${name} PRIVATE ${ARG_LIBRARIES})
  if(AUTOSMOTE_BUILD_FUZZ AND name IN_LIST autosmote_fuzzed_layers)
    target_compile_options(autosmote_${name} PRIVATE -fsanitize=fuzzer-no-link)
  endif()
  target_sources(autosmote PRIVATE $<TARGET_OBJECTS:autosmote_${name}>)
  foreach(library IN LISTS ARG_LIBRARIES)
    # Header-only libraries leave nothing to link, so a user of the installed archive needs none.
    get_target_property(type ${library} TYPE)
    get_target_property(links ${library} INTERFACE_LINK_LIBRARIES)
    if(links OR NOT type STREQUAL "INTERFACE_LIBRARY")
      target_link_libraries(autosmote PRIVATE ${library})
    endif()
  endforeach()
endfunction()
