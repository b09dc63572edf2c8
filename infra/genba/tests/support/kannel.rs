//! Kannel with its fake network, on free loopback ports: what the installer's gateway does.

use std::{
    fs::File,
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

const FAKE_NETWORK: &str = "/usr/lib/kannel/test/fakesmsc";

/// Where Kannel will listen; the gateway's file names it before Kannel runs.
pub struct Ports {
    admin: u16,
    boxes: u16,
    network: u16,
    pub sendsms: u16,
}

pub struct Kannel {
    children: Vec<Child>,
    folder: PathBuf,
}

impl Ports {
    pub fn free() -> Self {
        let listeners = [(); 4].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
        let ports = listeners.map(|one| one.local_addr().unwrap().port());
        let [admin, boxes, network, sendsms] = ports;
        Self {
            admin,
            boxes,
            network,
            sendsms,
        }
    }

    /// The file that names Kannel as the one gateway.
    pub fn gateways(&self, folder: &Path) -> PathBuf {
        std::fs::create_dir_all(folder).unwrap();
        std::fs::write(folder.join("kannel.password"), "secret of the gateway\n").unwrap();
        let file = folder.join("gateways.toml");
        let text = format!(
            "[[gateway]]\nkind = \"kannel\"\nname = \"kannel\"\nuser = \"genba\"\nsender = \"110\"\n\
             url = \"http://127.0.0.1:{}/cgi-bin/sendsms\"\npassword_file = \"kannel.password\"\n",
            self.sendsms
        );
        std::fs::write(&file, text).unwrap();
        file
    }
}

impl Kannel {
    /// Starts it and waits until it takes messages. It trusts `authority` where it brings receipts.
    pub fn start(folder: &Path, ports: &Ports, authority: &Path) -> Self {
        std::fs::create_dir_all(folder).unwrap();
        let configuration = folder.join("kannel.conf");
        std::fs::write(&configuration, text(ports, authority)).unwrap();
        let mut kannel = Self {
            children: Vec::new(),
            folder: folder.to_owned(),
        };
        kannel.run("bearerbox", &["-v", "2"], Some(&configuration));
        wait(ports.boxes);
        wait(ports.network);
        let port = ports.network.to_string();
        // No message comes from the network by itself.
        let words = ["-H", "127.0.0.1", "-r", &port, "-m", "0", "1 2 text none"];
        kannel.run(FAKE_NETWORK, &words, None);
        kannel.run("smsbox", &["-v", "2"], Some(&configuration));
        wait(ports.sendsms);
        kannel
    }

    fn run(&mut self, program: &str, words: &[&str], configuration: Option<&Path>) {
        let name = Path::new(program).file_name().unwrap();
        let log = File::create(self.folder.join(name).with_extension("log")).unwrap();
        let child = Command::new(program)
            .args(words)
            .args(configuration)
            .current_dir(&self.folder)
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("kannel and kannel-extras, as infra/setup/packages.txt says");
        self.children.push(child);
    }

    /// What phones received: destination and text, as the network saw them.
    pub fn received(&self) -> Vec<String> {
        self.received_since(&mut 0)
    }

    /// The same from a place in the network's log on, which moves to its end.
    pub fn received_since(&self, place: &mut usize) -> Vec<String> {
        let log = std::fs::read(self.folder.join("fakesmsc.log")).unwrap();
        let new = log.get(*place..).unwrap_or_default();
        let whole = new
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |end| end + 1);
        *place += whole;
        String::from_utf8_lossy(&new[..whole])
            .lines()
            .filter_map(|line| line.split_once("Got message ")?.1.split_once('<'))
            .map(|(_, message)| message.trim_end_matches('>').to_owned())
            .collect()
    }
}

impl Drop for Kannel {
    fn drop(&mut self) {
        for child in self.children.iter_mut().rev() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// An empty line ends a group, and stands nowhere else.
fn text(ports: &Ports, authority: &Path) -> String {
    let Ports {
        admin,
        boxes,
        network,
        sendsms,
    } = ports;
    format!(
        r#"group = core
admin-port = {admin}
admin-interface = "127.0.0.1"
admin-password = "not used"
smsbox-port = {boxes}
smsbox-interface = "127.0.0.1"
dlr-storage = internal
ssl-trusted-ca-file = "{}"

group = smsc
smsc = fake
smsc-id = FAKE
port = {network}
our-host = "127.0.0.1"
connect-allow-ip = 127.0.0.1

group = smsbox
smsbox-id = box
bearerbox-host = "127.0.0.1"
sendsms-port = {sendsms}
sendsms-interface = "127.0.0.1"
http-request-retry = 5
http-queue-delay = 1

group = sms-service
keyword = default
text = ""
max-messages = 0

group = sendsms-user
username = genba
password = "secret of the gateway"
concatenation = true
max-messages = 2
default-smsc = FAKE
"#,
        authority.display()
    )
}

fn wait(port: u16) {
    let until = Instant::now() + Duration::from_secs(20);
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(Instant::now() < until, "Kannel does not listen on {port}");
        std::thread::sleep(Duration::from_millis(50));
    }
}
