namespace AutogradMaml.Testing;

/// <summary>Counts what a thread allocates.</summary>
public static class Allocations
{
    /// <summary>The fewest bytes that this thread allocated in one of several calls. A collection that another test starts meanwhile ends
    /// the piece of the heap that the thread writes to, and its rest then counts as allocated; what the action allocates itself shows in
    /// every call.</summary>
    /// <param name="action">What is called.</param>
    /// <param name="attempts">The most calls, of which there are fewer when one has shown nothing. Many, since beside tests that collect
    /// all the time most calls of a long action are disturbed.</param>
    public static long Least(Action action, int attempts = 200)
    {
        ArgumentNullException.ThrowIfNull(action);
        long least = long.MaxValue;
        for (int attempt = 0; attempt < attempts && least > 0; attempt++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
