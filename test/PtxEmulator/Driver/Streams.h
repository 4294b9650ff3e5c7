// SPDX-License-Identifier: Apache-2.0
//
// Streams, events and graphs of the stand-in driver. Work on a stream is done as late
// as the API allows: when somebody waits for it. So a program that does not wait, or
// does not order two streams, finds old data here every time, where a device has them
// now and then. The default stream works at once, after all streams that block it.
#ifndef QOPT_TEST_PTXEMULATOR_DRIVER_STREAMS_H
#define QOPT_TEST_PTXEMULATOR_DRIVER_STREAMS_H

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <vector>

namespace qopt::ptx {

/// Returns a CUresult.
using Work = std::function<int()>;

struct Stream {
  std::deque<Work> queue;
  uint64_t done = 0, enqueued = 0; ///< pieces of work
  bool blocksDefault = true;
  bool isCapturing = false;
  std::vector<Work> captured;
};

struct Event {
  Stream *stream = nullptr; ///< null: nothing to wait for
  uint64_t position = 0;    ///< done by then
  std::chrono::steady_clock::time_point time{};
};

/// Handles are the addresses of what they name. Calls come one at a time.
class Streams {
public:
  Stream *create(bool blocksDefault);
  void destroy(Stream *stream);
  Event *createEvent();
  void destroyEvent(Event *event);

  /// Appends to a stream, to what it captures, or, of the default stream (null), works.
  int enqueue(Stream *stream, Work work);
  int synchronize(Stream *stream);
  int synchronizeAll();
  int record(Event *event, Stream *stream);
  int wait(Stream *stream, Event *event);
  int synchronize(Event *event);

private:
  int drain(Stream &stream, uint64_t position);
  std::vector<std::unique_ptr<Stream>> streams;
  std::vector<std::unique_ptr<Event>> events;
};

} // namespace qopt::ptx

#endif // QOPT_TEST_PTXEMULATOR_DRIVER_STREAMS_H
