#include "cli/program.hpp"

int main(int argc, char** argv) { return pvault::cli::run_program({argv + (argc > 0 ? 1 : 0), argv + argc}); }
