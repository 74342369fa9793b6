// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.report;

/**
 * A relay's resident memory.
 *
 * @param relay its name
 * @param idleBytes after its start, before the first request
 * @param peakBytes at most until all rounds were over
 */
public record Memory(String relay, long idleBytes, long peakBytes) {}
