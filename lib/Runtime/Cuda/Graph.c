/* SPDX-License-Identifier: Apache-2.0 */
/* A batch's launches as one CUDA graph: a launch by itself takes microseconds of
 * the host's time, which is more than many kernels take. A graph is made by the
 * second run of a batch, since making one costs more than it saves in one run. */
#include "Internal.h"

#include <stdlib.h>
#include <string.h>

/* Steps of a graph; beyond that, launches overlap with what runs before them. */
enum { MOST_STEPS = 16384 };

void qopt_cuda_drop_graph(const cuda_driver *driver, cuda_model *model) {
  if (model->graph)
    driver->graph_exec_destroy(model->graph);
  model->graph = NULL;
  model->graph_batch = 0;
  model->runs_of_batch = 0;
}

/* False where the driver refuses: then launches do as well. */
static bool capture(const cuda_driver *driver, cuda_model *model,
                    int64_t batch) {
  if (driver->capture_begin(model->stream, CU_CAPTURE_THREAD_LOCAL))
    return false;
  int status =
      qopt_cuda_launch(driver, model, &model->buffers, batch, model->stream);
  cu_graph graph = NULL;
  /* In any case: it also ends a capture that has failed. */
  int code = driver->capture_end(model->stream, &graph);
  if (!status && !code && graph)
    code = driver->graph_instantiate(&model->graph, graph, 0);
  if (graph)
    driver->graph_destroy(graph);
  if (status || code)
    model->graph = NULL;
  return model->graph != NULL;
}

static bool wants_graph(const cuda_driver *driver, const cuda_model *model,
                        int64_t batch) {
  const char *wanted = getenv("QOPT_CUDA_GRAPHS");
  uint32_t steps = model->program->variant->num_steps;
  return driver->capture_begin && !model->no_graphs && steps > 0 &&
         batch <= MOST_STEPS / (int64_t)steps &&
         !(wanted && !strcmp(wanted, "0"));
}

int qopt_cuda_replay(const cuda_driver *driver, cuda_model *model,
                     int64_t batch) {
  if (!wants_graph(driver, model, batch))
    return qopt_cuda_launch(driver, model, &model->buffers, batch,
                            model->stream);
  if (model->graph_batch != batch) {
    qopt_cuda_drop_graph(driver, model);
    model->graph_batch = batch;
  }
  if (!model->graph && ++model->runs_of_batch >= 2)
    model->no_graphs = !capture(driver, model, batch);
  if (!model->graph)
    return qopt_cuda_launch(driver, model, &model->buffers, batch,
                            model->stream);
  int code = driver->graph_launch(model->graph, model->stream);
  return code ? qopt_cuda_fail(qopt_cuda_name(model), code, "cuGraphLaunch")
              : QOPT_OK;
}
