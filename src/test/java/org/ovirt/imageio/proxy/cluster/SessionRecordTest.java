// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;

@Domain(Records.class)
class SessionRecordTest {
    @Property
    void whatOneHalfHasEndedHasEnded(@ForAll SessionRecord one, @ForAll SessionRecord other) {
        boolean ended = one.ended() || other.ended();
        assertThat(one.mergedWith(other).ended()).isEqualTo(ended);
        assertThat(other.mergedWith(one).ended()).isEqualTo(ended);
    }

    @Property
    void theLaterUseOfEitherHalfCounts(@ForAll SessionRecord one, @ForAll SessionRecord other) {
        if (!one.ended() && !other.ended()) {
            long later = Math.max(one.endsAt(), other.endsAt());
            assertThat(one.mergedWith(other).endsAt()).isEqualTo(later);
            assertThat(other.mergedWith(one).endsAt()).isEqualTo(later);
        }
    }
}
