# XGBoost's C API is optional at build. Defines the interface target autosmote_xgboost, which
# carries AUTOSMOTE_WITH_XGBOOST=1 and the library where it was found.
add_library(autosmote_xgboost INTERFACE)
if(NOT AUTOSMOTE_XGBOOST STREQUAL "OFF")
  find_path(XGBOOST_INCLUDE_DIR xgboost/c_api.h)
  find_library(XGBOOST_LIBRARY xgboost)
  if(XGBOOST_INCLUDE_DIR AND XGBOOST_LIBRARY)
    target_include_directories(autosmote_xgboost SYSTEM INTERFACE "${XGBOOST_INCLUDE_DIR}")
    target_link_libraries(autosmote_xgboost INTERFACE "${XGBOOST_LIBRARY}")
    target_compile_definitions(autosmote_xgboost INTERFACE AUTOSMOTE_WITH_XGBOOST=1)
  elseif(AUTOSMOTE_XGBOOST STREQUAL "ON")
    message(FATAL_ERROR "AUTOSMOTE_XGBOOST=ON, but xgboost/c_api.h or libxgboost was not found: "
                        "install libxgboost-dev or set XGBOOST_INCLUDE_DIR and XGBOOST_LIBRARY")
  else()
    message(STATUS "XGBoost not found: built without the xgboost base classifier")
  endif()
endif()
