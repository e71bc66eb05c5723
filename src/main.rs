//! Hands arguments and environment to the command line and ends with its exit code.

fn main() -> std::process::ExitCode {
    yimen::cli::main(std::env::args_os(), std::env::vars_os())
}
