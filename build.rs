//! How the program is linked: its relocations packed, one shared library less to load, no tables that nothing reads.
//! A linker that cannot do one of it goes without.

#![allow(clippy::print_stdout, reason = "this is how a build script talks to cargo")]

use std::path::{Path, PathBuf};
use std::process::Command;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if of("CARGO_CFG_TARGET_OS") != "linux" || of("CARGO_CFG_TARGET_ENV") != "gnu" {
        return;
    }
    println!("cargo:rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    if of("PROFILE") == "release" {
        link_unwinder();
        if of("DEBUG") == "false" {
            leave_tables_out();
        }
    }
}

/// The tables for unwinding stay away: nothing catches a panic, and a program without symbols and debug information has no names to
/// put into a backtrace. They would be a tenth of it.
fn leave_tables_out() {
    let script = Path::new(&of("OUT_DIR")).join("tables.ld");
    let said = "SECTIONS { /DISCARD/ : { *(.eh_frame) *(.gcc_except_table*) } } INSERT AFTER .text;\n";
    let argument = format!("-Wl,-T,{}", script.display());
    if std::fs::write(&script, said).is_ok() && links(&argument) {
        println!("cargo:rustc-link-arg-bins={argument}");
    }
}

/// Whether a small program can be linked with this argument, and runs where it can be run.
fn links(argument: &str) -> bool {
    let folder = PathBuf::from(of("OUT_DIR"));
    let (source, program) = (folder.join("small.rs"), folder.join("small"));
    let (target, flags, linker) = (of("TARGET"), of("CARGO_ENCODED_RUSTFLAGS"), of("RUSTC_LINKER"));
    let mut rustc = Command::new(of("RUSTC"));
    rustc.args(flags.split('\x1f').filter(|flag| !flag.is_empty())).args(["--edition=2024", "--target", &target, "-Cpanic=abort"]);
    rustc.args((!linker.is_empty()).then(|| format!("-Clinker={linker}"))).arg(format!("-Clink-arg={argument}"));
    rustc.arg("-o").arg(&program).arg(&source);
    let done = |mut command: Command| command.output().is_ok_and(|output| output.status.success());
    std::fs::write(source, "fn main() {}\n").is_ok() && done(rustc) && (of("HOST") != target || done(Command::new(program)))
}

/// The compiler's runtime becomes part of the program, where there is an archive of it: loading it is a tenth of a millisecond.
fn link_unwinder() {
    let linker = Some(of("RUSTC_LINKER")).filter(|linker| !linker.is_empty()).unwrap_or_else(|| "cc".to_owned());
    let answer = Command::new(linker).arg("-print-file-name=libgcc_eh.a").output().map(|output| output.stdout).unwrap_or_default();
    let archive = PathBuf::from(String::from_utf8_lossy(&answer).trim());
    if let Some(folder) = archive.parent().filter(|_| archive.is_absolute() && archive.exists()) {
        println!("cargo:rustc-link-search=native={}", folder.display());
        println!("cargo:rustc-link-lib=static:-bundle=gcc_eh");
    }
}

fn of(name: &str) -> String {
    std::env::var(name).unwrap_or_default()
}
