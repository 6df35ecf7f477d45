// What a program asks about the process and the machine it runs on: environment, folder, date,
// memory, processors. Nothing here opens a file.

import Glibc

/// The absolute path of a file with every link resolved; nil when there is none.
package func realPath(_ path: String) -> String? {
  // Unsafe because: C allocates the answer, which is copied and freed here.
  guard let resolved = unsafe realpath(path, nil) else { return nil }
  defer { unsafe free(resolved) }
  return unsafe String(cString: resolved)
}

/// Whether something has this path, readable or not.
package func exists(_ path: String) -> Bool {
  (try? OpenFolder.current.status(of: DiskPath(path))) != nil
}

/// The folder the process was started in.
package func workingFolder() -> String {
  // Unsafe because: C allocates the answer, which is copied and freed here.
  guard let folder = unsafe getcwd(nil, 0) else { return "/" }
  defer { unsafe free(folder) }
  return unsafe String(cString: folder)
}

/// The value of an environment variable; nil when it is unset or empty.
package func environmentValue(_ name: String) -> String? {
  // Unsafe because: C's text is copied at once.
  guard let value = unsafe getenv(name) else { return nil }
  let text = unsafe String(cString: value)
  return text.isEmpty ? nil : text
}

/// The number of this process.
package func processIdentifier() -> Int32 { getpid() }

/// How many processors can work at once.
package func processorCount() -> Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

/// Lets this process have as many files open as the system allows it, and gives that number.
package func raiseOpenFileLimit() -> Int {
  var limit = rlimit()
  let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
  // Unsafe because: C fills and reads a local value.
  guard unsafe getrlimit(files, &limit) == 0 else { return .max }
  // Programs that are started inherit the limit, and some close every number up to it.
  let wanted = min(limit.rlim_max, 4096)
  if limit.rlim_cur < wanted {
    limit.rlim_cur = wanted
    unsafe _ = setrlimit(files, &limit)
  }
  return Int(clamping: limit.rlim_cur)
}

/// The most memory that this process had at once so far, in megabytes.
package func peakMegabytes() -> Int {
  var usage = rusage()
  let ourselves = __rusage_who_t(RUSAGE_SELF.rawValue)
  return unsafe getrusage(ourselves, &usage) == 0 ? usage.ru_maxrss / 1024 : 0
}

/// The date where the process runs, as `2026-11-24`.
package func currentDate() -> String {
  var moment = time_t()
  var parts = unsafe tm()
  // Unsafe because: C fills two local values.
  unsafe time(&moment)
  unsafe localtime_r(&moment, &parts)
  func padded(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
  return unsafe "\(parts.tm_year + 1900)-\(padded(parts.tm_mon + 1))-\(padded(parts.tm_mday))"
}
