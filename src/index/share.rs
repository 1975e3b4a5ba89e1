//! Work that all threads share, by one piece of code for work of every kind: the library's makes copies of itself for each, some
//! twenty kilobytes together. What every digest asks of every contact uses the library's all the same.

use rayon::prelude::*;
use std::sync::{Mutex, PoisonError};

/// Things that one thread takes before it takes others.
pub(super) const PART: usize = 512;

/// What `of_some` makes of some things at a time, in their order.
pub fn by_parts<T: Sync, R: Send>(all: &[T], of_some: impl Fn(&[T]) -> R + Sync) -> Vec<R> {
    in_parts(all, PART, |_, part| of_some(part))
}

/// The same of so many things at a time, told the place of the first of them.
pub(super) fn in_parts<T: Sync, R: Send>(all: &[T], size: usize, of_some: impl Fn(usize, &[T]) -> R + Sync) -> Vec<R> {
    let parts: Vec<(&[T], Mutex<Option<R>>)> = all.chunks(size).map(|part| (part, Mutex::new(None))).collect();
    share(parts.len(), &|at| {
        let (part, place) = &parts[at];
        let made = of_some(at * size, part);
        *place.lock().unwrap_or_else(PoisonError::into_inner) = Some(made);
    });
    parts.into_iter().filter_map(|(_, place)| place.into_inner().unwrap_or_else(PoisonError::into_inner)).collect()
}

/// All that `of_one` makes of each thing, in their order.
pub fn by_all<T: Sync, M: IntoIterator<Item: Send>>(all: &[T], of_one: impl Fn(&T) -> M + Sync) -> Vec<M::Item> {
    let parts = by_parts(all, |some| some.iter().flat_map(&of_one).collect::<Vec<_>>());
    let mut made = Vec::with_capacity(parts.iter().map(Vec::len).sum());
    parts.into_iter().for_each(|part| made.extend(part));
    made
}

/// Fewest notes or contacts with which a second thread is worth waking.
const MANY: usize = PART;

/// What each of two makes of so many notes or contacts; side by side where they are many.
pub fn both<A: Send, B: Send>(things: usize, one: impl FnOnce() -> A + Send, other: impl FnOnce() -> B + Send) -> (A, B) {
    if things < MANY { (one(), other()) } else { rayon::join(one, other) }
}

fn share(count: usize, of_one: &(dyn Fn(usize) + Sync)) {
    if count == 1 {
        // What shares work need not even be loaded.
        return of_one(0);
    }
    (0..count).into_par_iter().with_max_len(1).for_each(of_one);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_are_made_whether_there_is_work_for_two_or_not() {
        for things in [0, 511, 512] {
            assert_eq!(both(things, || 1, || "a"), (1, "a"));
        }
    }

    #[test]
    fn what_is_made_comes_in_order() {
        for count in [0, 1, 511, 512, 513, 5000] {
            let all: Vec<usize> = (0..count).collect();
            let odd = |number: &usize| (number % 2 == 1).then_some(number * 3);
            assert_eq!(by_all(&all, odd), all.iter().filter_map(odd).collect::<Vec<_>>());
            assert_eq!(by_parts(&all, <[usize]>::to_vec).concat(), all);
        }
    }
}
