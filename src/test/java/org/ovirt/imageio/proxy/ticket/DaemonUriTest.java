// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DaemonUriTest {

    @ParameterizedTest
    @CsvSource({
        "https://host.example:54322/images/a-b_c.d, host.example, 54322, /images/a-b_c.d, host.example:54322",
        "https://host.example/images/a, host.example, 443, /images/a, host.example:443",
        "https://host.example:/images/a, host.example, 443, /images/a, host.example:443",
        "HTTPS://10.0.0.1:1/a, 10.0.0.1, 1, /a, 10.0.0.1:1",
        "https://[2001:db8::1]:65535/images/a, 2001:db8::1, 65535, /images/a, [2001:db8::1]:65535",
    })
    void anHttpsUrlOfAPlainPathIsTaken(
            String url, String host, int port, String path, String authority) {
        DaemonUri uri = DaemonUri.parse(url);
        assertThat(uri).isEqualTo(new DaemonUri(host, port, path));
        assertThat(uri.authority()).isEqualTo(authority);
    }

    @ParameterizedTest
    @CsvSource({
        "http://host:54322/images/a, must start with https://",
        "//host/images/a, must start with https://",
        "'', must start with https://",
        "https:opaque, must name a host",
        "https:///images/a, must name a host",
        "https://host_name/images/a, must name a host",
        "https://host:99999999999/images/a, must name a host",
        "https://user@host/images/a, must not have user info",
        "https://host/images/a?, must not have a query",
        "https://host/images/a?x=y, must not have a query",
        "https://host/images/a#, must not have a fragment",
        "https://host, must have a plain path",
        "https://host/, must have a plain path",
        "https://host/images/, must have a plain path",
        "https://host//images/a, must have a plain path",
        "https://host/images/../a, must have a plain path",
        "https://host/images/.a, must have a plain path",
        "https://host/images/a%2fb, must have a plain path",
        "https://host/images/a;b, must have a plain path",
        "https://host:0/images/a, must have a port from 1 to 65535",
        "https://host:65536/images/a, must have a port from 1 to 65535",
        "https://host/images/a b, is not a URL",
        "'https://host/images/a\r\nX: y', is not a URL",
    })
    void anythingElseIsRefusedWithAReason(String url, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DaemonUri.parse(url))
                .withMessage(reason);
    }

    @Test
    void aVeryLongPathIsNoTroubleForTheStack() {
        String path = "/a".repeat(30_000);
        assertThat(DaemonUri.parse("https://host" + path).path()).isEqualTo(path);
    }
}
