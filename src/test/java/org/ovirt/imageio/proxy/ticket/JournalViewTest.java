// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class JournalViewTest {
    private static JournalView view(List<Span> written, List<Span> flushed) {
        return new JournalView(written, flushed, List.of());
    }

    @Test
    void ofAnImageOfWhichNothingIsKnownAllIsMissing() {
        assertThat(JournalView.EMPTY.missing(10)).containsExactly(new Span(0, 10));
        assertThat(JournalView.EMPTY.missing(0)).isEmpty();
        assertThat(JournalView.EMPTY.acknowledgedEnd()).isZero();
    }

    @Test
    void whatIsMissingLiesBetweenWhatIsKnown() {
        JournalView view = view(List.of(new Span(10, 20)), List.of(new Span(20, 30)));
        assertThat(view.missing(40)).containsExactly(new Span(0, 10), new Span(30, 40));
        assertThat(view.missing(30)).containsExactly(new Span(0, 10));
        assertThat(view.missing(25)).containsExactly(new Span(0, 10));
        assertThat(view.missing(5)).containsExactly(new Span(0, 5));
    }

    @Test
    void theEndIsThatOfTheLastThatWasAcknowledged() {
        List<Span> early = List.of(new Span(0, 1), new Span(10, 20));
        List<Span> late = List.of(new Span(5, 6), new Span(30, 40));
        assertThat(view(early, late).acknowledgedEnd()).isEqualTo(40);
        assertThat(view(late, early).acknowledgedEnd()).isEqualTo(40);
    }
}
