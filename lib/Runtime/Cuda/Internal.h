/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of Runtime/Cuda share. Not visible outside the library. */
#ifndef QOPT_RUNTIME_CUDA_INTERNAL_H
#define QOPT_RUNTIME_CUDA_INTERNAL_H

#include "../Cpu/Backend.h"
#include "../Cpu/Internal.h"
#include "Driver.h"

/* A variant loaded to a device: code and weights. Shared by all models of one
 * descriptor on one device; see Program.c. */
typedef struct cuda_program {
  struct cuda_program *next;
  const qopt_device_model_desc *desc;
  const qopt_device_variant *variant;
  int device; /* ordinal */
  size_t users;
  cu_context context; /* the device's primary one */
  cu_module *modules; /* of the variant's images */
  cu_function *functions; /* of its kernels */
  cu_address weights;     /* 0: none */
  char description[192];
} cuda_program;

/* Tensors of a batch on the device, input and output i of sample s at
 * bases[i] + s * strides[i]; see Buffers.c. */
typedef struct {
  cu_address *bases; /* num_inputs + num_outputs */
  uint64_t *strides;
} cuda_tensors;

/* A variant's tensor map as the driver made it for an address. */
typedef struct {
  _Alignas(64) uint8_t bytes[CU_TENSOR_MAP_BYTES];
  cu_address address; /* 0: not made yet */
} cuda_tensor_map;

typedef struct {
  cuda_program *program;
  cu_address arena; /* 0: none */
  cuda_tensor_map *tensor_maps; /* NULL: the variant has none */
  cu_stream stream; /* of qopt_run */
  cu_event done;    /* after the last work that uses arena and buffers */
  cu_stream last;   /* that did it */
  bool has_work;
  int64_t capacity;     /* samples that the buffers hold */
  cuda_tensors buffers; /* owned; samples 256 bytes apart or a multiple */
  int64_t filled;       /* samples that the last qopt_run left there */
  /* Steps of `graph_batch` samples on the buffers, and how often they ran. */
  cu_graph_exec graph;
  int64_t graph_batch;
  uint32_t runs_of_batch;
  bool no_graphs; /* the driver has none, or refused */
} cuda_model;

/* Whether a descriptor's tables are in order; if not, a message is set. */
bool qopt_cuda_check(const qopt_device_model_desc *desc);

/* The ordinal of QOPT_CUDA_DEVICE among the driver's devices, or a status. */
int qopt_cuda_choose_device(const cuda_driver *driver, int *device);

/* The variant for a device, and whether its cubins run there; NULL, with a message
 * set, where none does. */
const qopt_device_variant *
qopt_cuda_choose_variant(const cuda_driver *driver,
                         const qopt_device_model_desc *desc, int device,
                         bool *use_cubin);

/* A program, loaded unless one of the same descriptor is already there. Every
 * success needs one qopt_cuda_release_program. */
int qopt_cuda_acquire_program(const cuda_driver *driver,
                              const qopt_device_model_desc *desc,
                              cuda_program **program);
void qopt_cuda_release_program(const cuda_driver *driver,
                               cuda_program *program);

/* Buffers for `batch` samples, kept for later calls. */
int qopt_cuda_reserve(const cuda_driver *driver, cuda_model *model,
                      int64_t batch);
void qopt_cuda_free_buffers(const cuda_driver *driver, cuda_model *model);
/* Bytes from one sample to the next in them. */
uint64_t qopt_cuda_stride(const qopt_tensor_info *info);
/* Input or output `i`, inputs first. */
const qopt_tensor_info *qopt_cuda_tensor(const qopt_model_desc *desc, uint32_t i);

/* Room for the variant's tensor maps. */
int qopt_cuda_create_tensor_maps(cuda_model *model);
/* The bytes of tensor map `index` at `address`, which are made anew only where the
 * address is another than at the last call; valid until then. */
int qopt_cuda_tensor_map(const cuda_driver *driver, const cuda_model *model,
                         uint32_t index, cu_address address, void **bytes);

/* Enqueues the steps of `batch` samples. */
int qopt_cuda_launch(const cuda_driver *driver, const cuda_model *model,
                     const cuda_tensors *tensors, int64_t batch,
                     cu_stream stream);
/* The same on the model's buffers and stream; as a graph where that is possible and
 * the same batch has run before. */
int qopt_cuda_replay(const cuda_driver *driver, cuda_model *model,
                     int64_t batch);
void qopt_cuda_drop_graph(const cuda_driver *driver, cuda_model *model);

static inline const char *qopt_cuda_name(const cuda_model *model) {
  return model->program->desc->model.name;
}

#endif /* QOPT_RUNTIME_CUDA_INTERNAL_H */
