// SPDX-License-Identifier: Apache-2.0
#include "Streams.h"

#include <algorithm>

using namespace qopt::ptx;

Stream *Streams::create(bool blocksDefault) {
  streams.push_back(std::make_unique<Stream>());
  streams.back()->blocksDefault = blocksDefault;
  return streams.back().get();
}

template <class T> static void erase(std::vector<std::unique_ptr<T>> &all, T *one) {
  all.erase(std::remove_if(all.begin(), all.end(), [&](const auto &other) { return other.get() == one; }), all.end());
}

void Streams::destroy(Stream *stream) {
  drain(*stream, stream->enqueued);
  for (auto &event : events)
    if (event->stream == stream)
      event->stream = nullptr;
  erase(streams, stream);
}

Event *Streams::createEvent() {
  events.push_back(std::make_unique<Event>());
  return events.back().get();
}

void Streams::destroyEvent(Event *event) { erase(events, event); }

int Streams::drain(Stream &stream, uint64_t position) {
  while (stream.done < position && !stream.queue.empty()) {
    Work work = std::move(stream.queue.front());
    stream.queue.pop_front();
    ++stream.done;
    if (int result = work())
      return result;
  }
  return 0;
}

int Streams::enqueue(Stream *stream, Work work) {
  if (!stream) {
    int result = synchronize(static_cast<Stream *>(nullptr));
    return result ? result : work();
  }
  if (stream->isCapturing) {
    stream->captured.push_back(std::move(work));
    return 0;
  }
  stream->queue.push_back(std::move(work));
  ++stream->enqueued;
  return 0;
}

int Streams::synchronize(Stream *stream) {
  if (stream)
    return drain(*stream, stream->enqueued);
  for (auto &other : streams)
    if (other->blocksDefault)
      if (int result = drain(*other, other->enqueued))
        return result;
  return 0;
}

int Streams::synchronizeAll() {
  for (auto &stream : streams)
    if (int result = drain(*stream, stream->enqueued))
      return result;
  return 0;
}

int Streams::record(Event *event, Stream *stream) {
  int result = enqueue(stream, [event] {
    event->time = std::chrono::steady_clock::now();
    return 0;
  });
  event->stream = stream;
  event->position = stream ? stream->enqueued : 0;
  return result;
}

int Streams::wait(Stream *stream, Event *event) {
  if (!event->stream)
    return 0;
  return enqueue(stream, [this, from = event->stream, position = event->position] { return drain(*from, position); });
}

int Streams::synchronize(Event *event) { return event->stream ? drain(*event->stream, event->position) : 0; }
