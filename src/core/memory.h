#pragma once

#include <cstdint>
#include <string>

namespace autosmote {

/// Bytes that this process can still have without swapping: the least of what the system says is
/// available, what its control group and its own limit leave. The largest number where nothing is
/// known. A few system calls.
std::uint64_t available_memory();

/// What a control group (version 2) leaves: the limit in `folder`/memory.max less what is in use,
/// where pages of files that can be dropped do not count. The largest number where there is no
/// limit or no such folder.
std::uint64_t memory_of_control_group(const std::string& folder);

/// "120 MB", "5.7 GB".
std::string memory_text(std::uint64_t bytes);

}  // namespace autosmote
