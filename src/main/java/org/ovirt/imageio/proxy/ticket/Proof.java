// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.ticket;

import org.ovirt.imageio.proxy.problem.Problem;
import org.ovirt.imageio.proxy.problem.ProblemException;

/**
 * What a client has shown for its right. It may be taken back while what goes on under it is still
 * running.
 */
public interface Proof {
    /** What was shown with a request counts until the request ends. */
    Proof OF_THE_REQUEST =
            new Proof() {
                @Override
                public void begin(Activity activity) {
                    // Nothing can take it back.
                }

                @Override
                public void finish(Activity activity) {
                    // Nothing waits for it.
                }
            };

    /**
     * Notes that an activity has begun, which will be canceled when the proof is taken back.
     *
     * @throws ProblemException {@link Problem#UNAUTHORIZED} if it has been taken back
     */
    void begin(Activity activity);

    /** Notes that an activity has ended. Has no effect if it has not begun. */
    void finish(Activity activity);
}
