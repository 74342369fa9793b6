// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class DaemonRequestTest {

    private static DaemonRequest request(String method, String target) {
        return new DaemonRequest(method, target, Map.of());
    }

    @Test
    void theHeadHasAHostAndTheFieldsInTheirOrder() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Length", "5");
        headers.put("Content-Type", "application/octet-stream");
        headers.put("Content-Range", "bytes 0-4/*");
        DaemonRequest request = new DaemonRequest("PUT", "/images/a?flush=n", headers);
        assertThat(new String(request.encode("[::1]:54322"), StandardCharsets.ISO_8859_1))
                .isEqualTo(
                        """
                        PUT /images/a?flush=n HTTP/1.1\r
                        Host: [::1]:54322\r
                        Content-Length: 5\r
                        Content-Type: application/octet-stream\r
                        Content-Range: bytes 0-4/*\r
                        \r
                        """);
    }

    @Test
    void aFieldMayBeEmpty() {
        assertThat(new DaemonRequest("GET", "/", Map.of("X", "")).headers()).containsEntry("X", "");
    }

    @Test
    void itDoesNotChangeWithTheMapItWasMadeOf() {
        Map<String, String> headers = new LinkedHashMap<>();
        DaemonRequest request = new DaemonRequest("GET", "/", headers);
        headers.put("X", "y");
        assertThat(request.headers()).isEmpty();
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> request.headers().put("X", "y"));
    }

    @Test
    void emptyPartsAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> request("", "/"));
        assertThatIllegalArgumentException().isThrownBy(() -> request("GET", ""));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DaemonRequest("GET", "/", Map.of("", "x")));
    }

    @Test
    void aSpaceIsRefusedWhereItWouldSplitTheLine() {
        assertThatIllegalArgumentException().isThrownBy(() -> request("GET /x", "/"));
        assertThatIllegalArgumentException().isThrownBy(() -> request("GET", "/a b"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DaemonRequest("GET", "/", Map.of("X Y", "z")));
    }

    @Provide
    Arbitrary<String> dirty() {
        Arbitrary<Character> bad =
                Arbitraries.oneOf(
                        Arbitraries.chars().range('\0', '\u001f'),
                        Arbitraries.chars().range('\u007f', '\uffff'));
        Arbitrary<String> clean = Arbitraries.strings().withCharRange('!', '~').ofMaxLength(5);
        return clean.flatMap(before -> bad.flatMap(c -> clean.map(after -> before + c + after)));
    }

    @Property
    void aControlOrNonAsciiCharacterIsRefusedInEveryPart(@ForAll("dirty") String dirty) {
        assertThatIllegalArgumentException().isThrownBy(() -> request(dirty, "/"));
        assertThatIllegalArgumentException().isThrownBy(() -> request("GET", dirty));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DaemonRequest("GET", "/", Map.of(dirty, "x")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DaemonRequest("GET", "/", Map.of("X", dirty)));
    }
}
