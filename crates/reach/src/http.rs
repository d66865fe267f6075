//! A web service: its status, its content and its certificate.

use std::collections::BTreeMap;

use http_body_util::{BodyExt, Full};
use hyper::{
    Method, Request, Uri,
    body::{Bytes, Incoming},
    client::conn::http1,
    header::{AUTHORIZATION, HOST, HeaderName, HeaderValue, LOCATION, USER_AGENT},
};
use hyper_util::rt::TokioIo;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    Login, ReachError, Reading, Visit,
    io::{Stream, short},
    reading::{number, timed},
    tls,
};

/// What is read of an answer at most.
const LONGEST_ANSWER: usize = 256 * 1024;

/// A web service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = HttpTarget)]
pub struct Target {
    /// `http://…` or `https://…`, without a login inside.
    pub url: String,
    /// `GET` when absent; `HEAD` or `POST`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Headers, none of them secret: secrets belong into a credential.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// Body of a POST.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// The statuses that are well, as `200`, `200-399` or several with commas; `200-399` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// What the answer has to hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contains: Option<String>,
    /// What the answer must not hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub absent: Option<String>,
    /// Certificates of the client's own authority, as PEM.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ca_pem: Option<String>,
    /// `false`: a certificate that is wrong is no fault.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check_certificate: Option<bool>,
}

/// Host, port and whether it is encrypted.
struct Place {
    uri: Uri,
    host: String,
    port: u16,
    encrypted: bool,
}

impl Target {
    /// Whether it can be used at all.
    ///
    /// # Errors
    /// A sentence that names what is wrong.
    pub fn check(&self) -> Result<(), ReachError> {
        self.place()?;
        self.method()?;
        self.statuses()?;
        for (name, value) in &self.headers {
            header(name, value)?;
        }
        Ok(())
    }

    /// The host that is called.
    ///
    /// # Errors
    /// When the address is none.
    pub fn host(&self) -> Result<String, ReachError> {
        Ok(self.place()?.host)
    }

    fn place(&self) -> Result<Place, ReachError> {
        let bad = || ReachError::BadTarget("地址应以 http:// 或 https:// 开头，不含账号口令".to_owned());
        let uri: Uri = self.url.trim().parse().map_err(|_| bad())?;
        let encrypted = match uri.scheme_str() {
            Some("http") => false,
            Some("https") => true,
            _ => return Err(bad()),
        };
        let authority = uri.authority().filter(|authority| !authority.as_str().contains('@')).ok_or_else(bad)?;
        let (host, port) = (authority.host().to_owned(), authority.port_u16());
        Ok(Place { host, port: port.unwrap_or(if encrypted { 443 } else { 80 }), encrypted, uri })
    }

    fn method(&self) -> Result<Method, ReachError> {
        match self.method.as_deref().unwrap_or("GET") {
            "GET" => Ok(Method::GET),
            "HEAD" => Ok(Method::HEAD),
            "POST" => Ok(Method::POST),
            _ => Err(ReachError::BadTarget("请求方法只能是 GET、HEAD 或 POST".to_owned())),
        }
    }

    fn statuses(&self) -> Result<Vec<(u16, u16)>, ReachError> {
        let bad = || ReachError::BadTarget("状态码应写成 200、200-399，或以逗号分隔的多个".to_owned());
        let text = self.status.as_deref().unwrap_or("200-399");
        let one = |part: &str| {
            let (from, to) = part.split_once('-').unwrap_or((part, part));
            let (from, to) = (from.trim().parse().ok()?, to.trim().parse().ok()?);
            (100..=to).contains(&from).then_some((from, to)).filter(|(_, to)| *to <= 599)
        };
        text.split(',').map(one).collect::<Option<Vec<_>>>().filter(|all| !all.is_empty()).ok_or_else(bad)
    }

    fn request(&self, place: &Place, login: Option<&Login>) -> Result<Request<Full<Bytes>>, ReachError> {
        let path = place.uri.path_and_query().map_or("/", |path| path.as_str());
        let body = Full::new(Bytes::from(self.body.clone().unwrap_or_default()));
        let bad = |_| ReachError::BadTarget("请求无法组成，请检查地址".to_owned());
        let mut request = Request::builder().method(self.method()?).uri(path).body(body).map_err(bad)?;
        let authority = place.uri.authority().map_or("", |authority| authority.as_str());
        let headers = request.headers_mut();
        headers.insert(HOST, header("host", authority)?.1);
        headers.insert(USER_AGENT, HeaderValue::from_static(concat!("jianyue-probe/", env!("CARGO_PKG_VERSION"))));
        for (name, value) in &self.headers {
            let (name, value) = header(name, value)?;
            headers.insert(name, value);
        }
        if let Some(login) = login {
            headers.insert(AUTHORIZATION, authorization(login)?);
        }
        Ok(request)
    }
}

fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), ReachError> {
    let bad = || ReachError::BadTarget(format!("请求头 {} 不符合要求", short(name)));
    let (name, value) = (name.parse::<HeaderName>().map_err(|_| bad())?, HeaderValue::from_str(value));
    Ok((name, value.map_err(|_| bad())?))
}

fn authorization(login: &Login) -> Result<HeaderValue, ReachError> {
    use base64::{Engine, engine::general_purpose::STANDARD};
    let password = login.password.as_deref().unwrap_or_default();
    let text = if login.username.is_empty() {
        format!("Bearer {password}")
    } else {
        format!("Basic {}", STANDARD.encode(format!("{}:{password}", login.username)))
    };
    let mut value = HeaderValue::from_str(&text).map_err(|_| ReachError::BadTarget("凭据不能放进请求头".to_owned()))?;
    value.set_sensitive(true);
    Ok(value)
}

/// Calls a web service once. Redirects are answers; they are not followed.
///
/// # Errors
/// [`ReachError`]; an unwanted status or content is a reading with a fault.
pub async fn look(visit: Visit<'_>, target: &Target) -> Result<Reading, ReachError> {
    let work = Box::pin(async {
        let place = target.place()?;
        let request = target.request(&place, visit.login)?;
        let stream = visit.guard.connect(&place.host, place.port).await?;
        if !place.encrypted {
            return judge(call(stream, request).await?, target);
        }
        let (stream, shown) = tls::open(stream, &place.host, target.ca_pem.as_deref(), visit.now).await?;
        let checked = target.check_certificate != Some(false);
        if checked && !shown.faults.is_empty() && visit.login.is_some() {
            // A login is not told to somebody who is not who they should be.
            return Ok(shown.into_reading(Reading::saying("证书有问题，没有发送凭据"), visit.now));
        }
        let answer = judge(call(stream, request).await?, target)?;
        let fault = answer.fault.clone();
        let mut reading = shown.into_reading(answer, visit.now);
        if !checked {
            reading.fault = None;
        }
        reading.fault = match (fault, reading.fault.take()) {
            (Some(content), Some(tls)) if content != tls => Some(format!("{content}；{tls}")),
            (content, tls) => content.or(tls),
        };
        Ok(reading)
    });
    timed(&visit, "访问网页", work).await
}

struct Answer {
    status: u16,
    location: Option<String>,
    body: Vec<u8>,
}

async fn call(stream: impl Stream + 'static, request: Request<Full<Bytes>>) -> Result<Answer, ReachError> {
    let bad = |error: hyper::Error| ReachError::BadAnswer(in_words(&error).to_owned());
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(bad)?;
    let mut connection = std::pin::pin!(connection);
    let asking = async {
        let response = sender.send_request(request).await.map_err(bad)?;
        let status = response.status().as_u16();
        let location = response.headers().get(LOCATION).and_then(|to| to.to_str().ok()).map(short);
        Ok(Answer { status, location, body: body(response.into_body()).await.map_err(bad)? })
    };
    let mut asking = std::pin::pin!(asking);
    tokio::select! {
        answer = &mut asking => answer,
        // The connection may end before the last bytes were taken over.
        _ = &mut connection => asking.await,
    }
}

async fn body(mut body: Incoming) -> Result<Vec<u8>, hyper::Error> {
    let mut bytes = Vec::new();
    while let Some(frame) = body.frame().await {
        if let Ok(piece) = frame?.into_data() {
            bytes.extend_from_slice(&piece[..piece.len().min(LONGEST_ANSWER - bytes.len())]);
            if bytes.len() == LONGEST_ANSWER {
                break;
            }
        }
    }
    Ok(bytes)
}

fn in_words(error: &hyper::Error) -> &'static str {
    if error.is_parse() {
        "端口上的服务不是 HTTP"
    } else if error.is_incomplete_message() {
        "对方没有说完就断开"
    } else {
        "通信中断"
    }
}

fn judge(answer: Answer, target: &Target) -> Result<Reading, ReachError> {
    let well = target.statuses()?.iter().any(|(from, to)| (*from..=*to).contains(&answer.status));
    let text = String::from_utf8_lossy(&answer.body);
    let missing = target.contains.as_deref().filter(|wanted| !text.contains(*wanted));
    let present = target.absent.as_deref().filter(|unwanted| !unwanted.is_empty() && text.contains(*unwanted));
    let fault = if !well {
        Some(format!("应答状态 {} 不在预期之内", answer.status))
    } else if let Some(wanted) = missing {
        Some(format!("页面中没有“{}”", short(wanted)))
    } else {
        present.map(|unwanted| format!("页面中出现了“{}”", short(unwanted)))
    };
    let to = answer.location.map(|to| format!("，转向 {}", to.split(['?', '#']).next().unwrap_or_default()));
    let says = format!("HTTP {}，{} 字节{}", answer.status, answer.body.len(), to.unwrap_or_default());
    let reading = Reading { fault, ..Reading::saying(says) };
    Ok(reading.with("status", f64::from(answer.status)).with("bytes", number(answer.body.len())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(url: &str) -> Target {
        serde_json::from_value(serde_json::json!({ "url": url })).unwrap()
    }

    #[test]
    fn addresses_statuses_and_headers_are_checked_before_anything_is_called() {
        assert!(target("https://a.example/x?y=1").check().is_ok());
        for url in ["ftp://a", "a.example", "https://u:p@a.example/", "", "https://"] {
            assert_eq!(target(url).check().unwrap_err().code(), "reach.bad_target", "{url}");
        }
        let with = |status: &str| Target { status: Some(status.to_owned()), ..target("http://a") };
        assert_eq!(with("200, 300-304").statuses().unwrap(), [(200, 200), (300, 304)]);
        for status in ["", "abc", "99", "300-200", "600", "200-"] {
            assert!(with(status).check().is_err(), "{status}");
        }
        let split = Target { headers: BTreeMap::from([("x".into(), "a\r\nb: c".into())]), ..target("http://a") };
        assert!(split.check().is_err());
    }

    #[test]
    fn content_is_judged_after_the_status() {
        let answer = |status, body: &str| Answer { status, location: None, body: body.into() };
        let both = Target { contains: Some("登录".into()), absent: Some("异常".into()), ..target("http://a") };
        assert_eq!(judge(answer(200, "请登录"), &both).unwrap().fault, None);
        assert_eq!(judge(answer(200, "欢迎"), &both).unwrap().fault.unwrap(), "页面中没有“登录”");
        assert_eq!(judge(answer(200, "登录异常"), &both).unwrap().fault.unwrap(), "页面中出现了“异常”");
        assert_eq!(judge(answer(503, "请登录"), &both).unwrap().fault.unwrap(), "应答状态 503 不在预期之内");
    }
}
