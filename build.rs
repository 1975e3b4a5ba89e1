//! How the program is linked: its relocations packed, one shared library less to load.
//! A linker that cannot do one of it goes without.

#![allow(clippy::print_stdout, reason = "this is how a build script talks to cargo")]

use std::path::PathBuf;
use std::process::Command;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if of("CARGO_CFG_TARGET_OS") != "linux" || of("CARGO_CFG_TARGET_ENV") != "gnu" {
        return;
    }
    println!("cargo:rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    if of("PROFILE") == "release" {
        link_unwinder();
    }
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
