//! Names, asked of a name server of the test's own.

use hickory_proto::{
    op::{Message, ResponseCode},
    rr::{RData, Record, RecordType, rdata::A},
};
use jianyue_reach::{
    Visit,
    dns::{Target, look},
};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, UdpSocket},
};

use crate::common::{guard, visit};

/// What is known here: `a.example` is at two addresses, `long.example` tells more over TCP; the rest is unknown.
fn answer(bytes: &[u8], over_tcp: bool) -> Option<Vec<u8>> {
    let question = Message::from_vec(bytes).ok()?;
    let query = question.queries.first()?.clone();
    let mut answer = Message::response(question.metadata.id, question.metadata.op_code);
    answer.add_query(query.clone());
    let name = query.name().to_string();
    match name.trim_end_matches('.') {
        "a.example" if query.query_type() == RecordType::A => {
            for last in [1, 2] {
                answer.add_answer(Record::from_rdata(query.name().clone(), 60, RData::A(A::new(10, 0, 0, last))));
            }
        }
        "a.example" => {}
        "long.example" if over_tcp => {
            answer.add_answer(Record::from_rdata(query.name().clone(), 60, RData::A(A::new(10, 0, 0, 9))));
        }
        "long.example" => answer.metadata.truncation = true,
        _ => answer.metadata.response_code = ResponseCode::NXDomain,
    }
    answer.to_vec().ok()
}

async fn serve() -> u16 {
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let port = socket.local_addr().unwrap().port();
    let listener = TcpListener::bind(("127.0.0.1", port)).await.unwrap();
    tokio::spawn(async move {
        let mut buffer = vec![0; 4096];
        while let Ok((read, from)) = socket.recv_from(&mut buffer).await {
            let _ = socket.send_to(&answer(&buffer[..read], false).unwrap_or_default(), from).await;
        }
    });
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let length = stream.read_u16().await.unwrap_or(0);
            let mut buffer = vec![0; usize::from(length)];
            let _ = stream.read_exact(&mut buffer).await;
            let answer = answer(&buffer, true).unwrap_or_default();
            let _ = stream.write_u16(u16::try_from(answer.len()).unwrap()).await;
            let _ = stream.write_all(&answer).await;
        }
    });
    port
}

fn target(port: u16, more: Value) -> Target {
    let mut value = json!({ "name": "a.example", "server": "127.0.0.1", "port": port });
    value.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    serde_json::from_value(value).unwrap()
}

#[tokio::test]
async fn records_are_compared_with_what_they_should_be() {
    let port = serve().await;
    let guard = guard();
    let well = look(visit(&guard, None), &target(port, json!({ "expect": ["10.0.0.2"] }))).await.unwrap();
    assert_eq!((well.fault, well.text.as_str()), (None, "A 记录：10.0.0.1、10.0.0.2"));
    let moved = look(visit(&guard, None), &target(port, json!({ "expect": ["10.0.0.3"] }))).await.unwrap();
    assert_eq!(moved.fault.as_deref(), Some("缺少记录值 10.0.0.3，现在是 10.0.0.1、10.0.0.2"));
    let none = look(visit(&guard, None), &target(port, json!({ "record": "MX" }))).await.unwrap();
    assert_eq!(none.fault.as_deref(), Some("没有 MX 记录"));
    let unknown = look(visit(&guard, None), &target(port, json!({ "name": "b.example" }))).await.unwrap();
    assert_eq!(unknown.fault.as_deref(), Some("没有这个域名"));
    let long = look(visit(&guard, None), &target(port, json!({ "name": "long.example" }))).await.unwrap();
    assert_eq!(long.text, "A 记录：10.0.0.9");
}

#[tokio::test]
async fn a_name_server_that_is_silent_or_not_allowed_is_told() {
    let silent = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let port = silent.local_addr().unwrap().port();
    let guard = guard();
    let quick = Visit { limit: std::time::Duration::from_millis(300), ..visit(&guard, None) };
    assert_eq!(look(quick, &target(port, json!({}))).await.unwrap_err().code(), "reach.timed_out");
    let inside = target(53, json!({ "server": "10.0.0.1" }));
    assert_eq!(look(visit(&guard, None), &inside).await.unwrap_err().code(), "reach.not_allowed");
    for wrong in [json!({ "name": "" }), json!({ "record": "HTTPS" }), json!({ "name": "a..b" })] {
        let refused = look(visit(&guard, None), &target(port, wrong.clone())).await.unwrap_err();
        assert_eq!(refused.code(), "reach.bad_target", "{wrong}");
    }
}
