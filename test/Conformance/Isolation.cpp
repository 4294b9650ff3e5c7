// SPDX-License-Identifier: Apache-2.0
// Child processes with a pipe for results and a file for stderr.
#include "Isolation.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/raw_ostream.h"

#include <chrono>
#include <csignal>
#include <cstdio>
#include <map>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace conformance;
using Clock = std::chrono::steady_clock;
using Work = llvm::function_ref<void(
    size_t, llvm::function_ref<void(llvm::StringRef)>)>;

namespace {

struct Child {
  size_t index = 0;
  pid_t pid = -1;
  int pipe = -1;
  FILE *errors = nullptr;
  Clock::time_point deadline;
  std::string received;
};

void writeAll(int fd, llvm::StringRef text) {
  while (!text.empty()) {
    ssize_t written = write(fd, text.data(), text.size());
    if (written <= 0)
      _exit(3);
    text = text.drop_front(written);
  }
}

Child start(size_t index, unsigned seconds, Work work) {
  Child child;
  child.index = index;
  child.errors = std::tmpfile();
  int ends[2];
  if (!child.errors || pipe(ends) != 0) {
    std::perror("expected a pipe and a temporary file");
    std::exit(1);
  }
  std::fflush(nullptr);
  llvm::outs().flush();
  child.pid = fork();
  if (child.pid < 0) {
    std::perror("expected a child process");
    std::exit(1);
  }
  if (child.pid == 0) {
    close(ends[0]);
    dup2(fileno(child.errors), STDERR_FILENO);
    work(index, [&](llvm::StringRef line) {
      writeAll(ends[1], line.str() + "\n");
    });
    llvm::errs().flush();
    _exit(0); // static destructors are the parent's
  }
  close(ends[1]);
  child.pipe = ends[0];
  child.deadline = Clock::now() + std::chrono::seconds(seconds);
  return child;
}

// Last part of the child's stderr in one line.
std::string readTail(FILE *file) {
  constexpr long most = 600;
  std::fseek(file, 0, SEEK_END);
  long size = std::ftell(file);
  std::fseek(file, std::max(0L, size - most), SEEK_SET);
  std::string text(most, '\0');
  text.resize(std::fread(text.data(), 1, most, file));
  for (char &c : text)
    c = c == '\n' ? ' ' : c;
  return text;
}

ChildResult finish(Child &child, bool timedOut, unsigned seconds) {
  ChildResult result;
  int status = 0;
  waitpid(child.pid, &status, 0);
  close(child.pipe);
  if (timedOut)
    result.death = "timeout of " + std::to_string(seconds) + " s";
  else if (WIFSIGNALED(status))
    result.death = "signal " + std::to_string(WTERMSIG(status));
  else if (WEXITSTATUS(status) != 0)
    result.death = "exit code " + std::to_string(WEXITSTATUS(status));
  if (!result.death.empty())
    result.stderrTail = readTail(child.errors);
  std::fclose(child.errors);
  llvm::SmallVector<llvm::StringRef> lines;
  llvm::StringRef(child.received).split(lines, '\n');
  lines.pop_back(); // what follows the last line's end
  for (llvm::StringRef line : lines)
    result.lines.push_back(line.str());
  return result;
}

// Takes what has arrived; false at the end of the stream.
bool receive(Child &child) {
  char buffer[4096];
  ssize_t size = read(child.pipe, buffer, sizeof(buffer));
  if (size > 0)
    child.received.append(buffer, size);
  return size > 0;
}

} // namespace

void conformance::runIsolated(
    size_t count, unsigned jobs, unsigned seconds, Work work,
    llvm::function_ref<void(size_t, const ChildResult &)> done) {
  std::vector<Child> running;
  std::map<size_t, ChildResult> waiting; // finished before an earlier one
  size_t next = 0, reported = 0;
  while (reported < count) {
    while (running.size() < jobs && next < count)
      running.push_back(start(next++, seconds, work));
    std::vector<pollfd> polls;
    for (const Child &child : running)
      polls.push_back({child.pipe, POLLIN, 0});
    poll(polls.data(), polls.size(), /*milliseconds=*/200);
    for (size_t i = running.size(); i-- > 0;) {
      Child &child = running[i];
      bool timedOut = Clock::now() >= child.deadline;
      if (timedOut)
        kill(child.pid, SIGKILL);
      else if (polls[i].revents == 0 || receive(child))
        continue;
      waiting[child.index] = finish(child, timedOut, seconds);
      running.erase(running.begin() + i);
    }
    for (auto it = waiting.begin();
         it != waiting.end() && it->first == reported;
         it = waiting.erase(it))
      done(reported++, it->second);
  }
}
