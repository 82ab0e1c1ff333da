//! What was meant by a name that is not there.

/// The most similar of the known names, if one is similar at all.
pub fn closest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = name.to_lowercase();
    let far = wanted.chars().count() / 3 + 1;
    let ranked = known.into_iter().map(|known| (strsim::osa_distance(&wanted, &known.to_lowercase()), known));
    ranked.filter(|(distance, _)| *distance <= far).min().map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn the_closest_name_counts() {
        assert_eq!(closest("otu", ["docs", "out", "fixups"]), Some("out"));
        assert_eq!(closest("outs", ["runtime", "Out"]), Some("Out"));
        assert_eq!(closest("zzz", ["docs", "out"]), None);
    }
}
