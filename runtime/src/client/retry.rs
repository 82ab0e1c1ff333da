//! Whether, when and how often a call is tried again.

use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use azure_core::error::ErrorKind;
use azure_core::http::headers::{Headers, RETRY_AFTER};
use azure_core::http::policies::{Policy, PolicyResult, get_retry_after};
use azure_core::http::{AsyncRawResponse, Context, Request};
use azure_core::time::OffsetDateTime;

use super::RetryOptions;
use super::transport::{TimedOut, sleep, within};

/// What this policy is told about a call, through the context of the pipeline.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plan {
    /// Whether the call may be repeated after it may have taken effect.
    pub(super) repeatable: bool,
    /// Whether the body of a success is read here; that of a failure always is.
    pub(super) buffered: bool,
    pub(super) started: Instant,
    pub(super) total_timeout: Duration,
}

/// The policy that all others of a try come after.
#[derive(Debug)]
pub(super) struct Retry {
    pub(super) options: RetryOptions,
    pub(super) try_timeout: Duration,
}

#[async_trait]
impl Policy for Retry {
    async fn send(&self, ctx: &Context, request: &mut Request, next: &[Arc<dyn Policy>]) -> PolicyResult {
        let Some(plan) = ctx.value::<Plan>().copied() else {
            return hand_on(ctx, request, next).await;
        };
        let mut tries = 0;
        loop {
            tries += 1;
            let result = match within(self.try_timeout, once(plan, ctx, request, next)).await {
                Some(result) => result,
                None => Err(azure_core::Error::new(ErrorKind::Io, TimedOut { after: self.try_timeout })),
            };
            let Some(wait) = self.wait(plan, tries, &result) else { return result };
            let status = result.as_ref().ok().map(|response| u16::from(response.status()));
            tracing::debug!(tries, status, ?wait, "the call is repeated");
            sleep(wait).await;
            request.body_mut().reset().await?;
        }
    }
}

impl Retry {
    /// How long to wait for the next try, if there is to be one.
    fn wait(&self, plan: Plan, tries: u32, result: &PolicyResult) -> Option<Duration> {
        let (allowed, asked) = match result {
            Ok(response) => (after_status(response.status().into(), plan), retry_after(response.headers())),
            Err(error) => (after_error(error.kind(), plan), None),
        };
        let wait = asked.unwrap_or_else(|| self.backoff(tries));
        let in_time = plan.started.elapsed().saturating_add(wait) < plan.total_timeout;
        (allowed && tries <= self.options.max_retries && wait <= self.limit(asked) && in_time).then_some(wait)
    }

    fn limit(&self, asked: Option<Duration>) -> Duration {
        if asked.is_some() { self.options.max_retry_after } else { Duration::MAX }
    }

    /// Doubles every time; a random part of up to a quarter is taken off, so that clients do not come back together.
    fn backoff(&self, tries: u32) -> Duration {
        let doubled = 2_u32.saturating_pow(tries.saturating_sub(1));
        let whole = self.options.initial_delay.saturating_mul(doubled).min(self.options.max_delay);
        let random = u32::from(azure_core::Uuid::new_v4().as_bytes()[0]);
        whole - whole / 4 * random / 255
    }
}

fn after_status(status: u16, plan: Plan) -> bool {
    match status {
        429 => true,
        408 | 500 | 502 | 503 | 504 => plan.repeatable,
        _ => false,
    }
}

fn after_error(kind: &ErrorKind, plan: Plan) -> bool {
    match kind {
        ErrorKind::Connection => true,
        ErrorKind::Io => plan.repeatable,
        _ => false,
    }
}

/// How long the service wants to be left alone: seconds, or the time up to a date.
pub(super) fn retry_after(headers: &Headers) -> Option<Duration> {
    let asked = get_retry_after(headers, OffsetDateTime::now_utc, &[RETRY_AFTER])?;
    Some(Duration::try_from(asked).unwrap_or_default()) // a negative one is over
}

async fn once(plan: Plan, ctx: &Context<'_>, request: &mut Request, next: &[Arc<dyn Policy>]) -> PolicyResult {
    let response = hand_on(ctx, request, next).await?;
    if response.status().is_success() && !plan.buffered {
        return Ok(response);
    }
    let (status, headers, body) = response.deconstruct();
    Ok(AsyncRawResponse::from_bytes(status, headers, body.collect().await?))
}

async fn hand_on(ctx: &Context<'_>, request: &mut Request, next: &[Arc<dyn Policy>]) -> PolicyResult {
    match next {
        [first, rest @ ..] => first.send(ctx, request, rest).await,
        [] => Err(azure_core::Error::with_message(ErrorKind::Other, "the pipeline has no transport")),
    }
}
