// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.pki;

import java.nio.file.Path;

/**
 * Where a {@link Leaf} was written, as PEM.
 *
 * @param combined certificate and private key
 * @param certificate certificate alone
 * @param key private key alone
 */
public record LeafFiles(Path combined, Path certificate, Path key) {}
