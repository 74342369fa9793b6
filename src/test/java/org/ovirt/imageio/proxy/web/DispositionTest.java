// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DispositionTest {
    /** The grammar of RFC 6266 and RFC 8187, as far as it is used. */
    private static final Pattern FIELD =
            Pattern.compile(
                    "attachment; filename=\"(?<plain>[ !#$&-\\[\\]-~]*)\""
                            + "(; filename\\*=UTF-8''(?<encoded>([A-Za-z0-9!#$&+.^_`|~-]"
                            + "|%[0-9A-F]{2})*))?");

    @Test
    void anImageWithoutANameIsAnAttachment() {
        assertThat(Disposition.attachment(Optional.empty())).isEqualTo("attachment");
        assertThat(Disposition.attachment(Optional.of(""))).isEqualTo("attachment");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "disk.qcow2, `attachment; filename=\"disk.qcow2\"`",
                "my disk.raw, `attachment; filename=\"my disk.raw\"`",
                "a\"b, `attachment; filename=\"a_b\"; filename*=UTF-8''a%22b`",
                "a\\b, `attachment; filename=\"a_b\"; filename*=UTF-8''a%5Cb`",
                "100%, `attachment; filename=\"100_\"; filename*=UTF-8''100%25`",
                "d\u00efsk, `attachment; filename=\"d_sk\"; filename*=UTF-8''d%C3%AFsk`",
                "`a\r\nb`, `attachment; filename=\"a__b\"; filename*=UTF-8''a%0D%0Ab`",
            })
    void aNameIsToldSoThatEveryBrowserUnderstandsIt(String name, String field) {
        assertThat(Disposition.attachment(Optional.of(name))).isEqualTo(field);
    }

    @Provide
    Arbitrary<String> names() {
        Arbitrary<String> any = Arbitraries.strings().all().ofMinLength(1).ofMaxLength(20);
        Arbitrary<String> nasty =
                Arbitraries.strings()
                        .withChars("a \"\\%;=*'\r\n\0\t\u007f\u0085\u2028\u00e9".toCharArray())
                        .ofMinLength(1)
                        .ofMaxLength(12);
        return Arbitraries.oneOf(any, nasty)
                .filter(name -> StandardCharsets.UTF_8.newEncoder().canEncode(name));
    }

    @Property
    void noNameEndsTheFieldAndEveryNameIsDecodedAgain(@ForAll("names") String name) {
        String field = Disposition.attachment(Optional.of(name));
        Matcher matcher = FIELD.matcher(field);
        assertThat(matcher.matches()).as(field).isTrue();
        String encoded = matcher.group("encoded");
        assertThat(encoded == null ? matcher.group("plain") : decode(encoded)).isEqualTo(name);
    }

    /** A plus means itself here (RFC 8187), unlike in a form. */
    private static String decode(String encoded) {
        return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    @Test
    void halfACharacterDoesNoHarm() {
        assertThat(Disposition.attachment(Optional.of("a\ud800b"))).matches(FIELD);
    }
}
