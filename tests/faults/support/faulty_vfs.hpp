// How SQLite comes to FaultyDisk.
#pragma once

namespace pvault::test {

// Makes it what SQLite opens all files by from now on. Throws std::logic_error when SQLite does not take it.
bool register_faulty_vfs();

} // namespace pvault::test
