//! The parts of a text, without room on the heap where there is but one, as in most texts of a page.

use std::ops::{Deref, DerefMut};

use serde::{Serialize, Serializer};

use super::Piece;

/// The parts of a text, in order. It is read as a slice.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Pieces<'a>(Room<'a>);

#[derive(Debug, Clone, Default, PartialEq)]
enum Room<'a> {
    #[default]
    None,
    One(Piece<'a>),
    Several(Vec<Piece<'a>>),
}

impl<'a> Pieces<'a> {
    /// The same pieces as a list that can grow.
    pub(super) fn into_vec(self) -> Vec<Piece<'a>> {
        match self.0 {
            Room::None => Vec::new(),
            Room::One(piece) => vec![piece],
            Room::Several(pieces) => pieces,
        }
    }
}

impl<'a> FromIterator<Piece<'a>> for Pieces<'a> {
    fn from_iter<I: IntoIterator<Item = Piece<'a>>>(pieces: I) -> Self {
        let mut pieces = pieces.into_iter();
        let room = match (pieces.next(), pieces.next()) {
            (None, _) => Room::None,
            (Some(piece), None) => Room::One(piece),
            (Some(first), Some(second)) => {
                let mut several = Vec::with_capacity(2 + pieces.size_hint().0);
                several.extend([first, second]);
                several.extend(pieces);
                Room::Several(several)
            }
        };
        Pieces(room)
    }
}

impl<'a> Deref for Pieces<'a> {
    type Target = [Piece<'a>];

    fn deref(&self) -> &[Piece<'a>] {
        match &self.0 {
            Room::None => &[],
            Room::One(piece) => std::slice::from_ref(piece),
            Room::Several(pieces) => pieces,
        }
    }
}

impl<'a> DerefMut for Pieces<'a> {
    fn deref_mut(&mut self) -> &mut [Piece<'a>] {
        match &mut self.0 {
            Room::None => &mut [],
            Room::One(piece) => std::slice::from_mut(piece),
            Room::Several(pieces) => pieces,
        }
    }
}

impl Serialize for Pieces<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.deref().serialize(serializer)
    }
}
