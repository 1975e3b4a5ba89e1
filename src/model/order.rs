//! Putting things in order, by one piece of code for things of every kind: the library's makes a copy of some seven kilobytes
//! for each. Where many things are put in order for every digest, the library's is used all the same.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// Puts things in their order; those that are alike stay as they are.
pub fn sort<T: Ord>(all: &mut [T]) {
    sort_by(all, Ord::cmp);
}

/// Puts things in this order; those that are alike stay as they are.
pub fn sort_by<T>(all: &mut [T], order: impl Fn(&T, &T) -> Ordering) {
    let places = first(all.len(), None, &|a, b| order(&all[a], &all[b]));
    arrange(all, places);
}

/// Puts things in the order of what `key` tells of them.
pub fn sort_by_key<T, K: Ord>(all: &mut [T], key: impl Fn(&T) -> K) {
    sort_by(all, |a, b| key(a).cmp(&key(b)));
}

/// The same where `key` takes long: it is asked once for each.
pub fn sort_by_cached_key<T, K: Ord>(all: &mut [T], key: impl Fn(&T) -> K) {
    let keys: Vec<K> = all.iter().map(key).collect();
    let places = first(keys.len(), None, &|a, b| keys[a].cmp(&keys[b]));
    arrange(all, places);
}

/// The places of the first `most` of `count` things, in their order; those that are alike by their places.
pub fn first(count: usize, most: Option<usize>, order: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    let by_order = |a: &usize, b: &usize| order(*a, *b).then(a.cmp(b));
    if let Some(most) = most.filter(|most| *most < count) {
        places.select_nth_unstable_by(most, by_order);
        places.truncate(most);
    }
    places.sort_unstable_by(by_order);
    places
}

/// A set of these. They are put in one by one; to collect them would put them in order before, by the library.
pub fn set<T: Ord>(all: impl IntoIterator<Item = T>) -> BTreeSet<T> {
    let mut set = BTreeSet::new();
    set.extend(all);
    set
}

/// The same of keys with their values; of one key that comes several times the last.
pub fn map<K: Ord, V>(all: impl IntoIterator<Item = (K, V)>) -> BTreeMap<K, V> {
    let mut map = BTreeMap::new();
    map.extend(all);
    map
}

/// Puts at each place what stood at the place that is told there.
fn arrange<T>(all: &mut [T], mut places: Vec<usize>) {
    for start in 0..places.len() {
        let mut at = start;
        // Round the circle that begins here: what is swapped away moves on, until it is where it belongs.
        while let Some(from) = places.get_mut(at).map(|place| std::mem::replace(place, at)).filter(|from| *from != start) {
            all.swap(at, from);
            at = from;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn things_stand_as_the_library_would_put_them(words in prop::collection::vec((0_u8..6, 0_u8..200), 0..60), most in 0_usize..70) {
            let by = |a: &(u8, u8), b: &(u8, u8)| b.0.cmp(&a.0);
            let (mut want, mut own) = (words.clone(), words.clone());
            want.sort_by(by);
            sort_by(&mut own, by);
            prop_assert_eq!(&own, &want);

            let places = first(words.len(), Some(most), &|a, b| by(&words[a], &words[b]));
            let chosen: Vec<_> = places.into_iter().map(|place| words[place]).collect();
            prop_assert_eq!(&chosen, &want[..most.min(want.len())]);

            let (mut keyed, mut cached) = (words.clone(), words);
            want.sort_by_key(|word| word.1);
            keyed.sort_by_key(|word| std::cmp::Reverse(word.0));
            sort_by_key(&mut keyed, |word| word.1);
            prop_assert_eq!(&keyed, &want);
            cached.sort_by_key(|word| std::cmp::Reverse(word.0));
            sort_by_cached_key(&mut cached, |word| word.1);
            prop_assert_eq!(&cached, &want);
        }
    }
}
