/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc;

import java.util.Hashtable;
import javax.naming.Context;
import javax.naming.Name;
import javax.naming.Reference;
import javax.naming.spi.ObjectFactory;
import org.jspecify.annotations.Nullable;

/** Makes the data source that a naming directory has the reference of. Stateless. */
public final class BlazeDataSourceFactory implements ObjectFactory {

    /** Null if it is the reference of something else. */
    @Override
    public @Nullable Object getObjectInstance(
            @Nullable Object object,
            @Nullable Name name,
            @Nullable Context context,
            @Nullable Hashtable<?, ?> environment) {
        return object instanceof Reference reference
                        && BlazeDataSource.class.getName().equals(reference.getClassName())
                ? BlazeDataSource.of(reference)
                : null;
    }
}
