//! How much of the files: what two sides allow, together.

use farhand_protocol::files::{FilesArea, FilesScope};

/// As much of `asked` as `most` allows; none where nothing is left. A folder that was chosen stands for
/// any area.
#[must_use]
pub fn cut(asked: &FilesScope, most: &FilesScope) -> Option<FilesScope> {
    let area = match (&asked.area, &most.area) {
        (_, FilesArea::Chosen { .. }) => &most.area,
        (area, FilesArea::Whole {}) | (FilesArea::Whole {}, area) => area,
        (one, other) if one == other => one,
        _ => return None,
    };
    let scope = FilesScope {
        to_device: asked.to_device && most.to_device,
        from_device: asked.from_device && most.from_device,
        change: asked.change && most.change,
        area: area.clone(),
    };
    (!scope.is_empty()).then_some(scope)
}

#[cfg(test)]
mod tests {
    use farhand_protocol::files::Place;

    use super::*;

    fn place(place: Place) -> FilesScope {
        FilesScope { area: FilesArea::Place { place }, ..FilesScope::everything() }
    }

    #[test]
    fn no_more_is_left_than_either_side_allows() {
        let all = FilesScope::everything();
        let read = FilesScope { to_device: false, change: false, ..place(Place::Downloads) };
        let chosen =
            FilesScope { area: FilesArea::Chosen { name: "Depot".to_owned() }, change: false, ..all.clone() };
        for (asked, most) in [(&all, &read), (&read, &all), (&all, &chosen), (&read, &chosen)] {
            let left = cut(asked, most).unwrap();
            assert!(left.within(asked) && left.within(most), "{left:?}");
        }
        assert_eq!(cut(&all, &all), Some(all));
        assert_eq!(cut(&place(Place::Pictures), &read), None);
        let write = FilesScope { from_device: false, ..place(Place::Downloads) };
        assert_eq!(cut(&write, &read), None, "nothing is in both");
    }
}
