//! From a line of the table of routes to a route.
//!
//! A handler's first argument is a [`Guard`]: `May<P>` on pages, `Bearer<P>` in the API, or [`Anyone`]. A line names the same
//! permission; where line and signature differ, or a handler has none, this does not compile. A page that takes a form ends
//! with an argument that proves where the form comes from: [`Checked`].
//!
//! [`Anyone`]: crate::permission::Anyone

use axum::{
    handler::Handler,
    http::Method,
    routing::{MethodFilter, MethodRouter, on},
};
use utoipa::openapi::{RefOr, Schema, path::Operation};
use utoipa_axum::router::UtoipaMethodRouter;

use crate::{
    permission::{Guard, Permission},
    sent::Checked,
    site::Site,
};

/// A route.
pub struct Route {
    /// `GET` or `POST`: nothing else changes anything here.
    pub method: Method,
    /// With its parameters in braces.
    pub path: String,
    /// What it takes.
    pub permission: &'static str,
    /// Whether it brings a file or reads the whole record, and may take long.
    pub long: bool,
    /// What the API says of it; pages say nothing.
    pub described: Option<Describe>,
    pub(crate) handler: MethodRouter<Site>,
}

/// How to learn what the API says of a route. The descriptions of all routes are large and seldom asked for, so none is made
/// before it is.
pub struct Describe {
    handler: &'static str,
    annotation: fn() -> UtoipaMethodRouter<Site>,
}

/// What the API says of a route.
pub struct Described {
    /// The name of the operation, as in `items_submit`.
    pub name: String,
    /// The operation.
    pub operation: Operation,
    /// The shapes that it speaks of.
    pub schemas: Vec<(String, RefOr<Schema>)>,
}

impl Route {
    /// What the API says of it.
    pub fn description(&self) -> Option<Described> {
        let Describe { handler, annotation } = self.described.as_ref()?;
        let (schemas, paths, _) = annotation();
        let item = paths.paths.into_values().next()?;
        let operation = if self.method == Method::POST { item.post } else { item.get }?;
        Some(Described { name: handler.replace("::", "_").replace(' ', ""), operation, schemas })
    }
}

/// The arguments of a handler that begins with a guard.
pub trait Guarded {
    /// The guard's permission.
    type Permission: Permission;
}

/// The arguments of a handler that ends with a form whose origin was checked.
pub trait Posted {}

macro_rules! arguments {
    ($($($other:ident)*;)*) => {
        $(impl<M, G: Guard, $($other,)*> Guarded for (M, G, $($other,)*) {
            type Permission = G::Permission;
        }
        impl<M, G: Guard, $($other,)* F: Checked> Posted for (M, G, $($other,)* F,) {})*
    };
}

arguments! {
    ;
    A;
    A B;
    A B C;
    A B C D;
    A B C D E;
    A B C D E F0;
}

/// A page.
pub fn get<P, H, T>(_: P, path: impl Into<String>, handler: H) -> Route
where
    P: Permission,
    H: Handler<T, Site>,
    T: Guarded<Permission = P> + 'static,
{
    route::<P, _, _>(Method::GET, path.into(), handler, false)
}

/// A page that reads the whole record, or a large file.
pub fn get_long<P, H, T>(_: P, path: impl Into<String>, handler: H) -> Route
where
    P: Permission,
    H: Handler<T, Site>,
    T: Guarded<Permission = P> + 'static,
{
    route::<P, _, _>(Method::GET, path.into(), handler, true)
}

/// A form.
pub fn post<P, H, T>(_: P, path: impl Into<String>, handler: H) -> Route
where
    P: Permission,
    H: Handler<T, Site>,
    T: Guarded<Permission = P> + Posted + 'static,
{
    route::<P, _, _>(Method::POST, path.into(), handler, false)
}

/// A form that brings a file, or makes the whole record be read.
pub fn post_long<P, H, T>(_: P, path: impl Into<String>, handler: H) -> Route
where
    P: Permission,
    H: Handler<T, Site>,
    T: Guarded<Permission = P> + Posted + 'static,
{
    route::<P, _, _>(Method::POST, path.into(), handler, true)
}

fn route<P, H, T>(method: Method, path: String, handler: H, long: bool) -> Route
where
    P: Permission,
    H: Handler<T, Site>,
    T: 'static,
{
    let filter = if method == Method::POST { MethodFilter::POST } else { MethodFilter::GET };
    Route { method, path, permission: P::NAME, long, described: None, handler: on(filter, handler) }
}

/// A route of the API, with what its annotation says of it. Method and path are the table's; see [`api`](crate::api!).
pub fn described<P, H, T>(
    (method, path, long): (Method, &str, bool),
    _: P,
    name: &'static str,
    handler: H,
    annotation: fn() -> UtoipaMethodRouter<Site>,
) -> Route
where
    P: Permission,
    H: Handler<T, Site>,
    T: Guarded<Permission = P> + 'static,
{
    let described = Some(Describe { handler: name, annotation });
    Route { described, ..route::<P, _, _>(method, path.to_owned(), handler, long) }
}

/// Lines of the table for the API: method, path, permission, handler; `LONG` before those that may take long.
#[macro_export]
macro_rules! api {
    ($($method:ident $path:literal $permission:ident $handler:path $(, $long:ident)?;)*) => {
        vec![$($crate::table::described(
            (::axum::http::Method::$method, $path, $crate::api!(@long $($long)?)),
            $crate::permission::$permission,
            stringify!($handler),
            $handler,
            || ::utoipa_axum::routes!($handler),
        )),*]
    };
    (@long) => { false };
    (@long long) => { true };
}
