# SPDX-License-Identifier: Apache-2.0
# Helpers that keep the rooms' CMakeLists to a few lines each.

# One precompiled header for all MLIR-using rooms: parsing MLIR's headers is
# most of the compile time of a pass file.
add_library(qopt_pch OBJECT ${PROJECT_SOURCE_DIR}/cmake/pch.cpp)
target_precompile_headers(qopt_pch PRIVATE ${PROJECT_SOURCE_DIR}/cmake/pch.h)

# qopt_add_room(<name> SOURCES ... DEPENDS <tablegen targets> LINK <libs>)
# A static library of one room. It may name only rooms of lower rank in LINK;
# test/Layering checks the includes.
function(qopt_add_room name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS;LINK" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_precompile_headers(${name} REUSE_FROM qopt_pch)
  if(ARG_DEPENDS)
    add_dependencies(${name} ${ARG_DEPENDS})
  endif()
  target_link_libraries(${name} PUBLIC ${ARG_LINK} MLIR LLVM)
  set_property(GLOBAL APPEND PROPERTY QOPT_ROOMS ${name})
endfunction()

# qopt_add_passes(<dir> <group>): table-gen of Passes.td in the current folder.
function(qopt_add_passes group)
  set(LLVM_TARGET_DEFINITIONS Passes.td)
  mlir_tablegen(Passes.h.inc -gen-pass-decls -name ${group})
  add_public_tablegen_target(QOpt${group}PassesIncGen)
  set_property(GLOBAL APPEND PROPERTY QOPT_PASS_TDS
               ${CMAKE_CURRENT_SOURCE_DIR}/Passes.td)
endfunction()
