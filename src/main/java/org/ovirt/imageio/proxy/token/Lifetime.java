// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.token;

import java.time.Duration;
import java.time.Instant;

/**
 * From when until when something is valid.
 *
 * @param begin the first moment
 * @param end the moment when it is over
 */
record Lifetime(Instant begin, Instant end) {

    /** Returns when both this and another are valid. */
    Lifetime and(Lifetime other) {
        return new Lifetime(
                begin.isAfter(other.begin) ? begin : other.begin,
                end.isBefore(other.end) ? end : other.end);
    }

    /**
     * Checks that a moment lies within, or outside by no more than the clocks may differ.
     *
     * @throws TokenException {@link TokenFault#NOT_YET_VALID} or {@link TokenFault#EXPIRED}, the
     *     latter also if it ends before it begins
     */
    void requireIncludes(Instant now, Duration skew) throws TokenException {
        // Otherwise the clocks' difference alone would make room for a moment within.
        if (!begin.isBefore(end)) {
            throw new TokenException(TokenFault.EXPIRED);
        }
        if (now.plus(skew).isBefore(begin)) {
            throw new TokenException(TokenFault.NOT_YET_VALID);
        }
        if (!now.minus(skew).isBefore(end)) {
            throw new TokenException(TokenFault.EXPIRED);
        }
    }

    /**
     * Checks the length.
     *
     * @throws TokenException {@link TokenFault#LIFETIME}
     */
    void requireAtMost(Duration longest) throws TokenException {
        if (end.isAfter(begin.plus(longest))) {
            throw new TokenException(TokenFault.LIFETIME);
        }
    }
}
