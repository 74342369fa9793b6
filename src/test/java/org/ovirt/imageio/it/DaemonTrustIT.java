// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.ovirt.imageio.it.ScriptedImage.OK;

import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ovirt.imageio.testing.client.RawClient;
import org.ovirt.imageio.testing.client.RawResponse;
import org.ovirt.imageio.testing.http.MessageHead;
import org.ovirt.imageio.testing.pki.LeafSpec;
import org.ovirt.imageio.testing.pki.TestPki;
import org.ovirt.imageio.testing.scripted.ScriptedDaemon;
import org.ovirt.imageio.testing.scripted.WatchedPort;
import org.ovirt.imageio.testing.server.ProxyServer;
import org.ovirt.imageio.testing.token.TokenIssuer;

/**
 * Where a token may lead the proxy. The proxy under test trusts 127.0.0.1 and the hosts below
 * listed.test; on its own machine's other addresses somebody watches.
 */
class DaemonTrustIT {
    private static final Duration TOKEN_LIFETIME = Duration.ofMinutes(10);
    private static TestPki pki;
    private static TokenIssuer issuer;
    private static ScriptedDaemon daemon;
    private static WatchedPort sameWithIpv6;
    private static WatchedPort sameElsewhere;
    private static WatchedPort notListed;
    private static WatchedPort httpProxy;
    private static ProxyServer proxy;

    private String id;
    private String transfer;
    private int connectionsBefore;

    @BeforeAll
    static void aProxyThatTakesTokens(@TempDir Path directory) throws Exception {
        pki = TestPki.create();
        issuer = TokenIssuer.create(pki);
        daemon =
                ScriptedDaemon.start(
                        pki.serverContext(
                                pki.issue(
                                        LeafSpec.localhost()
                                                .withDnsNames("localhost", "several.test"))));
        sameWithIpv6 = WatchedPort.open("::1", daemon.port());
        sameElsewhere = WatchedPort.open("127.0.0.2", daemon.port());
        notListed = WatchedPort.open("127.0.0.1", 0);
        httpProxy = WatchedPort.open("127.0.0.1", 0);
        daemon.onEveryOtherRequest(r -> r.readHead().readBody().send(OK));
        ProxyServer.Builder builder =
                ProxyServer.builder(
                                pki.issue(LeafSpec.localhost())
                                        .writeTo(directory, "proxy")
                                        .combined())
                        .quickJvm()
                        .daemonCa(pki.writeCaTo(directory))
                        .property("jdk.net.hosts.file", hosts(directory).toString())
                        .property(
                                "mp.jwt.verify.publickey.location",
                                issuer.writeTo(directory).certificate().toUri().toString())
                        .property("imageio.daemon.hosts", "127.0.0.1, *.listed.test")
                        .property("imageio.daemon.ports", Integer.toString(daemon.port()));
        proxy = behindAnHttpProxy(builder).start();
    }

    private static Path hosts(Path directory) throws IOException {
        return Files.write(
                directory.resolve("hosts"),
                List.of(
                        "127.0.0.1 localhost",
                        "127.0.0.1 " + InetAddress.getLocalHost().getHostName(),
                        "127.0.0.2 several.test",
                        "127.0.0.1 several.test",
                        "::1 several.test",
                        "127.0.0.1 not-in-the-certificate.test",
                        "127.0.0.2 elsewhere.test",
                        "127.0.0.2 evillisted.test",
                        "127.0.0.2 listed.test",
                        "127.0.0.2 loopback.listed.test"));
    }

    private static ProxyServer.Builder behindAnHttpProxy(ProxyServer.Builder builder) {
        String port = Integer.toString(httpProxy.port());
        for (String name : List.of("http_proxy", "https_proxy", "all_proxy", "ALL_PROXY")) {
            builder.environment(name, "http://127.0.0.1:" + port);
        }
        for (String scheme : List.of("http", "https", "socks")) {
            builder.property(scheme + ".proxyHost", "127.0.0.1")
                    .property(scheme + ".proxyPort", port);
        }
        return builder.property("socksProxyHost", "127.0.0.1")
                .property("socksProxyPort", port)
                .property("http.nonProxyHosts", "");
    }

    @AfterAll
    static void theEnd() throws IOException {
        proxy.close();
        daemon.close();
        for (WatchedPort port : List.of(sameWithIpv6, sameElsewhere, notListed, httpProxy)) {
            port.close();
        }
    }

    @BeforeEach
    void aNewTransfer() {
        id = UUID.randomUUID().toString();
        transfer = UUID.randomUUID().toString();
        connectionsBefore = daemon.connections().size();
    }

    @AfterEach
    void nobodyElseWasConnectedTo() throws IOException {
        assertThat(sameWithIpv6.wasTouched()).isFalse();
        assertThat(sameElsewhere.wasTouched()).isFalse();
        assertThat(notListed.wasTouched()).isFalse();
        assertThat(httpProxy.wasTouched()).isFalse();
    }

    /** PORT is the daemon's, OTHER one that is not listed. */
    private String token(String imagedUri) throws Exception {
        return token(
                TokenIssuer.claims(id, withPorts(imagedUri), TOKEN_LIFETIME)
                        .add("transfer-id", transfer));
    }

    private static String token(JsonObjectBuilder claims) throws Exception {
        return issuer.jwt(claims.build());
    }

    private static String withPorts(String uri) {
        return uri.replace("PORT", Integer.toString(daemon.port()))
                .replace("OTHER", Integer.toString(notListed.port()));
    }

    private RawResponse send(String method, String path, String token) throws IOException {
        try (RawClient client = RawClient.connect(proxy.dataPort(), pki.clientContext())) {
            String length = method.equals("PUT") ? "Content-Length: 0\r\n" : "";
            return client.send(
                            method
                                    + " "
                                    + path
                                    + " HTTP/1.1\r\nHost: localhost\r\n"
                                    + length
                                    + "Authorization: Bearer "
                                    + token
                                    + "\r\n\r\n")
                    .readResponse();
        }
    }

    private RawResponse get(String token) throws IOException {
        return send("GET", "/images/" + id, token);
    }

    private List<String> logOf(String text) throws IOException {
        return Files.readString(proxy.log().resolveSibling("log/server.log"), UTF_8)
                .lines()
                .filter(line -> line.contains(text))
                .toList();
    }

    private void assertNoConnection() {
        assertThat(daemon.connections()).hasSize(connectionsBefore);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://127.0.0.1:PORT",
                "https://127.0.0.1:PORT/",
                "https://localhost:PORT"
            })
    void aTrustedDaemonIsConnectedTo(String uri) throws Exception {
        assertThat(get(token(uri)).status()).isEqualTo(200);
        assertThat(daemon.connections()).hasSize(connectionsBefore + 1);
    }

    /** The first and the last of its addresses are not trusted. */
    @Test
    void onlyTheTrustedAddressesOfAHostAreConnectedTo() throws Exception {
        assertThat(get(token("https://several.test:PORT")).status()).isEqualTo(200);
        assertThat(daemon.connections()).hasSize(connectionsBefore + 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://127.0.0.1:OTHER",
                "https://127.0.0.2:PORT",
                "https://elsewhere.test:PORT",
                "https://evillisted.test:PORT",
                "https://listed.test:PORT",
                "https://loopback.listed.test:PORT",
                "https://[::1]:PORT",
                "https://0.0.0.0:PORT",
                "https://[::]:PORT",
                "https://[::ffff:7f00:1]:PORT",
                "https://2130706433:PORT",
                "https://0177.0.0.1:PORT",
                "https://127.000.000.001:PORT",
                "https://LOCALHOST.:PORT"
            })
    void anUntrustedDaemonIsForbiddenAndLoggedOnce(String uri) throws Exception {
        String token = token(uri);
        RawResponse response = get(token);
        assertForbidden(response, uri);
        assertThat(logOf(transfer))
                .hasSize(1)
                .allSatisfy(
                        line ->
                                assertThat(line)
                                        .contains(" INFO ", "GET", "from 127.0.0.1", "403")
                                        .contains("daemon-untrusted", "transfer=" + transfer)
                                        .contains(
                                                "daemon="
                                                        + withPorts(uri)
                                                                .substring("https://".length())));
        assertNoTokenLogged(token);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "http://127.0.0.1:PORT",
                "file:///etc/passwd",
                "https://127.0.0.1",
                "https://user:word@127.0.0.1:PORT",
                "https://127.0.0.1:PORT/images",
                "https://127.0.0.1:PORT?a=b",
                "https://127.0.0.1:PORT/#f",
                "https://127.0.0.1\\@127.0.0.2:PORT",
                "https://127.0.0.1:PORT\r\nForged: line",
                "https://127.0.0.1\0:PORT",
                "https://127.1:PORT",
                "https://127.0.0.1.:PORT",
                "https://0x7f.1:PORT",
                "https://[::ffff:127.0.0.1]:PORT",
                "https://[fe80::1%25lo]:PORT",
                "https://b\u00fccher.listed.test:PORT",
                "https://\u001b[31mloopback.listed.test:PORT"
            })
    void whatIsNoDaemonAtAllIsForbiddenAndLoggedOnce(String uri) throws Exception {
        String token = token(uri);
        assertForbidden(get(token), uri);
        assertThat(logOf(transfer))
                .hasSize(1)
                .allSatisfy(
                        line ->
                                assertThat(line)
                                        .contains(" INFO ", "GET", "from 127.0.0.1", "403")
                                        .contains("daemon-untrusted", "transfer=" + transfer)
                                        .contains("token-daemon"));
        assertNoTokenLogged(token);
    }

    private void assertForbidden(RawResponse response, String uri) {
        assertThat(response.status()).as(uri).isEqualTo(403);
        assertThat(response.text())
                .contains("(daemon-untrusted)")
                .doesNotContain("127.0.0", "listed.test", Integer.toString(daemon.port()));
        assertThat(response.headers().map()).doesNotContainKey("WWW-Authenticate");
        assertNoConnection();
    }

    private void assertNoTokenLogged(String token) throws IOException {
        for (String part : token.split("\\.", -1)) {
            assertThat(logOf(part)).isEmpty();
        }
        assertThat(logOf(id)).isEmpty();
        assertThat(logOf("Forged: line")).isEmpty();
        assertThat(logOf("\u001b")).isEmpty();
    }

    @Test
    void whatATokenCallsItsTransferCannotForgeALine() throws Exception {
        String forged = "forged" + UUID.randomUUID();
        for (String uri : List.of("https://elsewhere.test:PORT", "http://elsewhere.test:PORT")) {
            JsonObjectBuilder claims =
                    TokenIssuer.claims(id, withPorts(uri), TOKEN_LIFETIME)
                            .add("transfer-id", "a\r\n" + forged + "\u001b[31m\u202e");
            assertForbidden(get(token(claims)), uri);
        }
        assertThat(logOf(forged))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).contains("transfer=a??" + forged + "?[31m?"));
    }

    @Test
    void aTokenWithoutADaemonIsNotAccepted() throws Exception {
        JsonObjectBuilder claims = TokenIssuer.claims(id, "", TOKEN_LIFETIME).remove("imaged-uri");
        assertThat(get(token(claims)).status()).isEqualTo(401);
        assertNoConnection();
    }

    @Test
    void aTrustedNameThatIsNotKnownIsUnreachable() throws Exception {
        RawResponse response = get(token("https://unknown.listed.test:PORT"));
        assertThat(response.status()).isEqualTo(503);
        assertThat(response.text()).contains("daemon-unreachable").doesNotContain("listed.test");
        assertThat(logOf(transfer))
                .hasSize(1)
                .allSatisfy(line -> assertThat(line).contains("unknown.listed.test"));
    }

    @ParameterizedTest
    @CsvSource({"GET, 302", "GET, 307", "PUT, 301", "PUT, 307", "PUT, 308", "OPTIONS, 302"})
    void aRedirectIsNotFollowed(String method, int status) throws Exception {
        for (WatchedPort target : List.of(notListed, sameElsewhere)) {
            String host = target == notListed ? "127.0.0.1" : "127.0.0.2";
            daemon.onRequest(
                    r ->
                            r.readHead()
                                    .send(
                                            "HTTP/1.1 %d Go\r\nLocation: https://%s:%d/\r\nContent-Length: 0\r\n\r\n"
                                                    .formatted(status, host, target.port()))
                                    .awaitPeerClose());
            RawResponse response = send(method, "/images/" + id, token("https://127.0.0.1:PORT"));
            assertThat(response.status()).isEqualTo(502);
            assertThat(response.header("Location")).isEmpty();
        }
        assertThat(daemon.connections()).hasSize(connectionsBefore + 2);
    }

    /** The configured HTTP proxy hears nothing, and what is for it is not for the daemon. */
    @Test
    void noHttpProxyIsUsed() throws Exception {
        assertThat(get(token("https://127.0.0.1:PORT")).status()).isEqualTo(200);
        MessageHead request = daemon.connections().get(connectionsBefore).requests().get(0);
        assertThat(request.startLine()).isEqualTo("GET /images/" + id + " HTTP/1.1");
        assertThat(request.headers().firstValue("Host")).contains("127.0.0.1:" + daemon.port());
        assertThat(request.headers().map())
                .doesNotContainKeys("Authorization", "Proxy-Authorization", "Proxy-Connection");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/images/ID/..;/",
                "/images/..;/images/ID",
                "/images/ID;jsessionid=0",
                "/images/ID%2fextents",
                "/images/ID%252f..",
                "/images/%2e%2e/images/ID",
                "/images/../images/ID",
                "/images/ID%00",
                "/images/ID%0d%0aX:%20y",
                "/images/%c0%af",
                "/images/ID/%c0%ae%c0%ae/",
                "/images/ID\\..",
                "/images/ID/",
                "/images//ID",
                "/images/",
                "/images/{ID}",
                "//127.0.0.2/images/ID"
            })
    void aHostilePathWithAGoodTokenReachesNoDaemon(String path) throws Exception {
        String token = token("https://127.0.0.1:PORT");
        for (String method : List.of("GET", "PUT")) {
            assertThat(send(method, path.replace("ID", id), token).status()).isIn(400, 404);
        }
        assertNoConnection();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "00000000-0000-4000-8000-000000000000",
                "not-a-uuid",
                "0",
                "-",
                "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
            })
    void anotherIdWithAGoodTokenReachesNoDaemon(String other) throws Exception {
        String token = token("https://127.0.0.1:PORT");
        assertThat(send("GET", "/images/" + other, token).status()).isEqualTo(403);
        assertThat(send("PUT", "/images/" + other, token).status()).isIn(403, 405);
        assertNoConnection();
    }

    @Test
    void theNameInTheCertificateIsCheckedWhateverElseGoesOn() throws Exception {
        String good = token("https://localhost:PORT");
        String bad = token("https://not-in-the-certificate.test:PORT");
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Integer>> requests = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                requests.add(() -> get(good).status());
                requests.add(() -> get(bad).status());
            }
            List<Future<Integer>> answers = threads.invokeAll(requests);
            for (int i = 0; i < answers.size(); i++) {
                assertThat(answers.get(i).get()).isEqualTo(i % 2 == 0 ? 200 : 502);
            }
        } finally {
            threads.shutdown();
        }
    }
}
