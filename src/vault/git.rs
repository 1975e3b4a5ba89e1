//! Git's plumbing, for reading what a repository holds. The one place that runs `git`.
//!
//! A repository may come from anybody, and its settings can name programs: for pagers, filters, diffs, hooks, file monitors, logins,
//! transports. So only commands are run that look objects up, none that touches the index or the working tree, shows differences
//! or fetches; what could still start something is turned off by words on the command line, which win over the repository's.

use crate::error::Error;
use std::ffi::OsStr;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// Settings that win over those of the repository.
const SETTINGS: [&str; 6] = [
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.pager=cat",
    "protocol.allow=never",
    // A vault that looks like a repository's inside is none.
    "safe.bareRepository=explicit",
    "core.useReplaceRefs=false",
];

/// Surroundings of every run: nothing is fetched that is missing, and nobody is asked for anything.
const SURROUNDINGS: [(&str, &str); 6] = [
    ("GIT_NO_LAZY_FETCH", "1"),
    ("GIT_ALLOW_PROTOCOL", "none"),
    ("GIT_TERMINAL_PROMPT", "0"),
    ("GIT_OPTIONAL_LOCKS", "0"),
    ("GIT_PAGER", "cat"),
    ("LC_ALL", "C"),
];

/// The git program, with a folder in which it works.
#[derive(Clone, Debug)]
pub(super) struct Git {
    program: PathBuf,
    folder: PathBuf,
}

impl Git {
    /// Git as the search path has it. Only whole paths are looked through, and none inside `folder`: what lies in a vault is not run.
    pub(super) fn at(folder: &Path) -> Result<Git, Error> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let usable = |file: &PathBuf| {
            let real = file.canonicalize().ok().filter(|real| !real.starts_with(folder));
            real.and_then(|real| real.metadata().ok()).is_some_and(|facts| facts.is_file() && facts.permissions().mode() & 0o111 != 0)
        };
        let found = std::env::split_paths(&path).filter(|folder| folder.is_absolute()).map(|folder| folder.join("git")).find(usable);
        match found {
            Some(program) => Ok(Git { program, folder: folder.to_owned() }),
            None => Err(Error::usage("`git` is nowhere on the search path", "install git, or leave out `--rev`")),
        }
    }

    /// A command of git, without a shell, and without what the surroundings say of repositories.
    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        let own = |name: &OsStr| name.as_bytes().starts_with(b"GIT_") && !name.as_bytes().starts_with(b"GIT_CONFIG_");
        for (name, _) in std::env::vars_os().filter(|(name, _)| own(name)) {
            command.env_remove(name);
        }
        command.envs(SURROUNDINGS).arg("-C").arg(&self.folder).args(["--no-pager", "--no-optional-locks"]);
        for setting in SETTINGS {
            command.args(["-c", setting]);
        }
        command.args(words).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// What a command of git prints.
    fn said(&self, words: &[&str]) -> Result<Vec<u8>, Error> {
        let done = self.command(words).output().map_err(|error| self.fault(&error.to_string()))?;
        let why = String::from_utf8_lossy(&done.stderr);
        if done.status.success() { Ok(done.stdout) } else { Err(self.fault(why.lines().next().unwrap_or("it said nothing"))) }
    }

    fn fault(&self, why: &str) -> Error {
        let why = why.strip_prefix("fatal: ").unwrap_or(why);
        Error::usage(format!("git cannot read the past of `{}`: {why}", self.folder.display()), "`--rev` needs a vault in a git repository")
    }

    /// The name of the commit that a revision means.
    pub(super) fn commit(&self, revision: &str) -> Result<String, Error> {
        self.said(&["rev-parse", "--git-dir"])?;
        let odd = revision.is_empty() || revision.starts_with('-') || revision.chars().any(char::is_control);
        let words = ["rev-parse", "--verify", "--quiet", "--end-of-options", &format!("{revision}^{{commit}}")];
        let said = if odd { None } else { self.said(&words).ok() };
        let name = said.map(|said| String::from_utf8_lossy(&said).trim().to_owned()).filter(|name| is_object(name));
        name.ok_or_else(|| {
            Error::usage(
                format!("`{revision}` is no revision of this repository"),
                "name a commit, a tag, a branch, or HEAD~10; `git log --oneline` shows commits",
            )
        })
    }

    /// The files of a commit below the folder, each with its mode, its object, and its path relative to the folder.
    pub(super) fn files(&self, commit: &str) -> Result<Vec<(String, String, Vec<u8>)>, Error> {
        let listed = self.said(&["ls-tree", "-r", "-z", commit, "--"])?;
        let entry = |line: &[u8]| {
            let at = line.iter().position(|byte| *byte == b'\t')?;
            let mut facts = std::str::from_utf8(&line[..at]).ok()?.split(' ');
            let (mode, _, object) = (facts.next()?, facts.next()?, facts.next()?);
            is_object(object).then(|| (mode.to_owned(), object.to_owned(), line[at + 1..].to_vec()))
        };
        Ok(listed.split(|byte| *byte == 0).filter_map(entry).collect())
    }

    /// Opens a way to objects by their names.
    pub(super) fn objects(&self) -> Result<Objects, Error> {
        let mut child = self.command(&["cat-file", "--batch"]).stdin(Stdio::piped()).stderr(Stdio::null()).spawn();
        let ends = child.as_mut().ok().and_then(|child| Some((child.stdin.take()?, child.stdout.take()?)));
        match (child, ends) {
            (Ok(child), Some((input, output))) => Ok(Objects { child, input: BufWriter::new(input), output: BufReader::new(output) }),
            (Err(error), _) => Err(self.fault(&error.to_string())),
            _ => Err(self.fault("it cannot be talked to")),
        }
    }
}

/// Whether this is the name of an object.
fn is_object(name: &str) -> bool {
    (name.len() == 40 || name.len() == 64) && name.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// A git that gives one object after the other.
#[derive(Debug)]
pub(super) struct Objects {
    child: Child,
    input: BufWriter<ChildStdin>,
    output: BufReader<ChildStdout>,
}

/// What git has of an object.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Object {
    /// Its bytes.
    Whole(Vec<u8>),
    /// It is over the limit.
    TooLarge,
    /// It is not there.
    Missing,
}

impl Objects {
    /// One object of at most `most` bytes.
    pub(super) fn get(&mut self, name: &str, most: u64) -> io::Result<Object> {
        self.ask([name].into_iter())?;
        self.next(most)
    }

    /// Asks for objects, which [`Objects::next`] then gives in this order. More than a few hundred at once could fill the pipes.
    pub(super) fn ask<'n>(&mut self, mut names: impl Iterator<Item = &'n str>) -> io::Result<()> {
        names.try_for_each(|name| self.input.write_all(name.as_bytes()).and_then(|()| self.input.write_all(b"\n")))?;
        self.input.flush()
    }

    /// The next object that was asked for, of at most `most` bytes.
    pub(super) fn next(&mut self, most: u64) -> io::Result<Object> {
        let mut head = Vec::new();
        let mut byte = [0];
        while byte != *b"\n" {
            self.output.read_exact(&mut byte)?;
            head.push(byte[0]);
        }
        let head = String::from_utf8_lossy(&head);
        let Some(size) = head.trim_end().rsplit(' ').next().and_then(|size| size.parse::<u64>().ok()) else { return Ok(Object::Missing) };
        // After the bytes comes a line end.
        if size > most {
            io::copy(&mut (&mut self.output).take(size + 1), &mut io::sink())?;
            return Ok(Object::TooLarge);
        }
        let mut bytes = vec![0; usize::try_from(size).unwrap_or(0) + 1];
        self.output.read_exact(&mut bytes)?;
        bytes.pop();
        Ok(Object::Whole(bytes))
    }
}

impl Drop for Objects {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
