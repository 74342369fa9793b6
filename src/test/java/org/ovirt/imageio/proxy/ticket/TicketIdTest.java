// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Locale;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TicketIdTest {
    private static final String UUID_TEXT = "7d8a5c1e-0b1f-4c59-9d5e-3f2a1b0c9d8e";

    @Property
    void everyUuidIsAnIdInEitherCase(@ForAll long most, @ForAll long least) {
        String text = new UUID(most, least).toString();
        TicketId expected = new TicketId(text);
        assertThat(TicketId.parse(text)).contains(expected);
        assertThat(TicketId.parse(text.toUpperCase(Locale.ROOT))).contains(expected);
    }

    @Property
    void anyOtherTextIsNone(@ForAll String text) {
        assertThat(TicketId.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "7d8a5c1e0b1f4c599d5e3f2a1b0c9d8e",
                "{7d8a5c1e-0b1f-4c59-9d5e-3f2a1b0c9d8e}",
                " 7d8a5c1e-0b1f-4c59-9d5e-3f2a1b0c9d8e",
                "7d8a5c1e-0b1f-4c59-9d5e-3f2a1b0c9d8e\n",
                "7d8a5c1e-0b1f-4c59-9d5e-3f2a1b0c9d8e0",
                "7d8a5c1e-0b1f-4c59-9d5e-3f2a1b0c9d8g",
                "7-0-4-9-3",
            })
    void whatOnlyLooksLikeAUuidIsNone(String text) {
        assertThat(TicketId.parse(text)).isEmpty();
    }

    @Test
    void theConstructorTakesTheCanonicalFormAlone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TicketId(UUID_TEXT.toUpperCase(Locale.ROOT)));
    }

    @Test
    void aLogShowsNoMoreThanItsFirstEightDigits() {
        TicketId id = new TicketId(UUID_TEXT);
        assertThat(id.toString()).isEqualTo("7d8a5c1e-…");
        assertThat(id.value()).isEqualTo(UUID_TEXT);
    }
}
