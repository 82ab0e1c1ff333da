//! Reads and writes two models and a page of 1,000 messages; prints microseconds, the best of three.

use std::time::Instant;

use sdk::models::{Message, User};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

#[derive(Serialize, Deserialize)]
struct Page<T> {
    value: Vec<T>,
}

fn time<T: Serialize + DeserializeOwned>(name: &str, count: u32, body: &Value) {
    let body = serde_json::to_vec(body).unwrap();
    let mut best = f64::MAX;
    for _ in 0..3 {
        let start = Instant::now();
        for _ in 0..count {
            let read: T = serde_json::from_slice(&body).unwrap();
            std::hint::black_box(serde_json::to_vec(&read).unwrap());
        }
        best = best.min(start.elapsed().as_secs_f64() / f64::from(count));
    }
    println!("{name} {:.2}", best * 1e6);
}

fn main() {
    let user: Value = serde_json::from_str(USER).unwrap();
    let message: Value = serde_json::from_str(MESSAGE).unwrap();
    let page = serde_json::json!({ "value": vec![&message; 1000] });
    time::<User>("user", 2000, &user);
    time::<Message>("message", 2000, &message);
    time::<Page<Message>>("page of 1,000 messages", 20, &page);
    time::<Value>("user as Value", 2000, &user);
    time::<Value>("message as Value", 2000, &message);
    time::<Value>("page of 1,000 messages as Value", 20, &page);
}

const USER: &str = include_str!("user.json");
const MESSAGE: &str = include_str!("message.json");
