//! The program: hands the process over to [`journal::cli`].

fn main() -> std::process::ExitCode {
    journal::cli::run()
}
