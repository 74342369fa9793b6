// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ovirt.imageio.proxy.ticket.DaemonUri;
import org.ovirt.imageio.proxy.ticket.TicketId;

class ImagedUriTest {
    private static final TicketId TICKET = new TicketId("6e79a4f4-5a0a-4b3b-9c43-2d1b8f1f8f11");

    private static DaemonUri parse(String uri) throws TokenException {
        return ImagedUri.imageOf(TICKET, uri, Optional.of("transfer"));
    }

    private static void assertRefused(String uri) {
        assertThatExceptionOfType(TokenException.class)
                .as(uri)
                .isThrownBy(() -> parse(uri))
                .satisfies(e -> assertThat(e.fault()).isEqualTo(TokenFault.DAEMON))
                .satisfies(e -> assertThat(e.transferId()).contains("transfer"))
                .withNoCause();
    }

    @ParameterizedTest
    @CsvSource({
        "https://host.example:54322, host.example, 54322",
        "https://host.example:54322/, host.example, 54322",
        "https://HOST-1.example:443, HOST-1.example, 443",
        "https://192.0.2.1:1, 192.0.2.1, 1",
        "https://[2001:db8::1]:65535, 2001:db8::1, 65535"
    })
    void aHostAndAPortAreTaken(String uri, String host, int port) throws Exception {
        assertThat(parse(uri)).isEqualTo(new DaemonUri(host, port, "/images/" + TICKET.value()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "host.example:54322",
                "//host.example:54322",
                "http://host.example:54322",
                "HTTPS://host.example:54322",
                "file:///etc/passwd",
                "ftp://host.example:54322",
                "nbd:unix:/run/sock",
                "https:host.example:54322",
                "https:/host.example:54322",
                "https:///host.example:54322",
                "https://:54322",
                "https://host.example",
                "https://host.example/",
                "https://host.example:",
                "https://host.example:0",
                "https://host.example:054322",
                "https://host.example:65536",
                "https://host.example:99999",
                "https://host.example:543220",
                "https://host.example:-1",
                "https://host.example:+443",
                "https://host.example:https",
                "https://user@host.example:54322",
                "https://user:word@host.example:54322",
                "https://@host.example:54322",
                "https://host.example:54322@evil.example:54322",
                "https://host.example:54322?",
                "https://host.example:54322?a=b",
                "https://host.example:54322/?a=b",
                "https://host.example:54322#",
                "https://host.example:54322/#f",
                "https://host.example:54322//",
                "https://host.example:54322/images",
                "https://host.example:54322/images/x",
                "https://host.example:54322/.",
                "https://host.example:54322/..",
                "https://host.example:54322/;a=b",
                "https://host.example:54322/%2f",
                "https://host.example\\@evil.example:54322",
                "https://host.example:54322\\",
                "https:\\\\host.example:54322",
                "https://host.example:54322\r\nX: y",
                "https://host.example:54322\n",
                "https://host.example:54322/\n",
                "https://host.example\r\n:54322",
                "https://host.example\0:54322",
                "https://host.example\t:54322",
                " https://host.example:54322",
                "https://host.example:54322 ",
                "https://host example:54322",
                "https://host%2eexample:54322",
                "https://host.exam%00ple:54322",
                "https://b\u00fccher.example:54322",
                "https://host\u3002example:54322",
                "https://host.example\uff0fx:54322",
                "https://host.example:\u0665\u0664\u0663\u0662\u0662",
                "https://host_1.example:54322",
                "https://*.example:54322",
                "https://host..example:54322",
                "https://.example:54322",
                "https://-host.example:54322",
                "https://127.1:54322",
                "https://0x7f.1:54322",
                "https://1.2.3.4.5:54322",
                "https://256.0.0.1.:54322",
                "https://2001:db8::1:54322",
                "https://[2001:db8::1:54322",
                "https://[2001:db8::1]",
                "https://[]:54322",
                "https://[:]:54322",
                "https://[:::]:54322",
                "https://[::ffff:127.0.0.1]:54322",
                "https://[fe80::1%eth0]:54322",
                "https://[fe80::1%25eth0]:54322",
                "https://[v1.a]:54322",
                "https://[host.example]:54322"
            })
    void anythingElseIsRefused(String uri) {
        assertRefused(uri);
    }

    @Property
    void oneMoreCharacterThatNoHostHasIsRefused(
            @ForAll char added, @ForAll @IntRange(min = 0, max = 27) int position) {
        String good = "https://host.example:54322/";
        if ("-.".indexOf(added) < 0 && (added > 'z' || !Character.isLetterOrDigit(added))) {
            assertRefused(good.substring(0, position) + added + good.substring(position));
        }
    }

    @Property(tries = 20)
    void aHugeUriIsRefusedAtOnce(@ForAll @IntRange(min = 254, max = 100_000) int length) {
        assertRefused("https://" + "a".repeat(length) + ":54322");
        assertRefused("https://" + "a.".repeat(length) + "a:54322");
        assertRefused("https://[" + ":".repeat(length) + "]:54322");
        assertRefused("https://host.example:54322" + "/".repeat(length));
        assertRefused("https://host.example:" + "5".repeat(length));
    }
}
