//! Forms of a URL that lead elsewhere than to what the page promises: to a list beside one object, to a part, to a file.

use std::collections::BTreeMap;

use super::paths::Paths;
use super::segments::{bare, segments};
use super::{Operation, Primitive, TypeName, Url};

/// Finds what comes back from forms of the URL that read something else than the page promises.
pub(super) fn add(operations: &mut BTreeMap<String, Operation>, paths: &Paths<'_>) {
    for operation in operations.values_mut() {
        let is_reader = operation.method == "GET" && operation.call.is_none() && operation.urls.len() > 1;
        if let Some(promised) = operation.response.ty.as_ref().filter(|_| is_reader) {
            operation.response.elsewhere = elsewhere(&operation.urls, promised, paths);
        }
    }
}

/// A form of a URL, and where its path leads.
struct Form<'a> {
    url: &'a Url,
    segments: Vec<&'a str>,
    place: Option<TypeName>,
}

impl<'a> Form<'a> {
    fn of(url: &'a Url, paths: &Paths<'_>) -> Self {
        let segments: Vec<&str> = segments(&url.template).collect();
        Form { url, place: paths.walk(&segments), segments }
    }
}

fn elsewhere(urls: &[Url], promised: &TypeName, paths: &Paths<'_>) -> BTreeMap<String, TypeName> {
    let forms: Vec<Form<'_>> = urls.iter().map(|url| Form::of(url, paths)).collect();
    let page = Page { promised, forms: &forms, paths };
    // OData says what `$value`, `$count` and `$ref` ask for.
    let paths = forms.iter().filter(|form| form.segments.last().is_some_and(|last| !last.starts_with('$')));
    let found = paths.filter_map(|form| {
        let ty = page.whole(form).or_else(|| page.part(form)).or_else(|| page.other_number(form))?;
        Some((form.url.template.clone(), ty))
    });
    found.collect()
}

/// What a page promises, and the forms of its URL.
struct Page<'a, 'p> {
    promised: &'a TypeName,
    forms: &'a [Form<'a>],
    paths: &'a Paths<'p>,
}

impl Page<'_, '_> {
    /// The object, or the list, whose property the query asks for: the page promises that property.
    fn whole(&self, form: &Form<'_>) -> Option<TypeName> {
        let (_, query) = form.url.template.split_once('?')?;
        let place = form.place.as_ref().filter(|place| place.element() != self.promised.element())?;
        let owner = place.named()?;
        let mut asked = query.split('&').filter_map(|option| {
            let (_, value) = option.split_once("$expand=").or_else(|| option.split_once("$filter="))?;
            value.split(|c: char| !c.is_alphanumeric()).next()
        });
        let is_promised = |name| self.paths.property(owner, name).is_some_and(|ty| self.is_relative(ty));
        asked.any(is_promised).then(|| place.clone())
    }

    /// What stands below another form that leads to what the page promises.
    fn part(&self, form: &Form<'_>) -> Option<TypeName> {
        let below = self.forms.iter().enumerate().filter_map(|(number, other)| {
            let rest = form.segments.strip_prefix(other.segments.as_slice()).filter(|rest| !rest.is_empty())?;
            // A page is about its first form, if types do not tell.
            let start = other.place.as_ref().or((number == 0).then_some(self.promised))?;
            self.is_relative(start).then_some((start.clone(), rest))
        });
        let (start, rest) = below.max_by_key(|(_, rest)| rest.len())?;
        let last = rest.last()?;
        let is_many = start.is_collection();
        let is_cast = rest.iter().any(|segment| segment.contains('.'));
        let known = rest.iter().try_fold(start, |from, segment| match from {
            TypeName::Collection(element) if is_key(segment) => Some(*element),
            TypeName::Named(name) => self.paths.property(&name, bare(segment)).cloned(),
            _ => None,
        });
        match known {
            Some(ty) => Some(ty).filter(|ty| !self.is_as_good(ty)),
            None if *last == "content" => Some(TypeName::Primitive(Primitive::Stream)),
            // Whatever it is, it is not what it is a part of.
            None => (!is_cast && (is_many || !is_key(last))).then_some(TypeName::Primitive(Primitive::Untyped)),
        }
    }

    /// A list where the page promises one of its elements, or one where it promises a list; another form leads to what it
    /// promises.
    fn other_number(&self, form: &Form<'_>) -> Option<TypeName> {
        let place = form.place.clone().filter(|place| self.is_relative(place) && !self.is_as_good(place))?;
        let is_reached = self.forms.iter().filter_map(|form| form.place.as_ref()).any(|place| self.is_as_good(place));
        let ends_in_key = form.segments.last().is_some_and(|last| is_key(last));
        (is_reached && ends_in_key != place.is_collection()).then_some(place)
    }

    /// Whether a type, or the type of its elements, is that of the promise, a base of it, or derives from it.
    fn is_relative(&self, ty: &TypeName) -> bool {
        let (own, other) = (self.promised.element(), ty.element());
        own == other || self.paths.is_above(own, other) || self.paths.is_above(other, own)
    }

    /// Whether what the page promises may be read where a type stands.
    fn is_as_good(&self, ty: &TypeName) -> bool {
        ty.is_collection() == self.promised.is_collection() && self.is_relative(ty)
    }
}

fn is_key(segment: &str) -> bool {
    segment.starts_with('{')
}
