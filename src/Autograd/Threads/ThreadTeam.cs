using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace AutogradMaml.Autograd;

/// <summary>
/// Threads that share the work of single large operations. Passed, never ambient: give a team to a tape or to a workspace, and its large
/// matrix products are divided among the threads.
/// </summary>
/// <remarks>
/// The bits are the same for any number of threads: parts of a result are computed by different threads, never parts of a sum. Sharing
/// out costs about a microsecond while the helpers are awake. After their last part they stay awake for 50 microseconds, all but the first
/// five of them only where nobody else wants the processor, and then sleep, so that a team that is not used costs nothing. Work that gains
/// nothing is not shared out. Many small tasks are better run on a thread each, with a workspace each: see <see cref="Program{T}"/>.
/// <para>A team serves the tapes and workspaces that it was given to, one operation at a time: while it is at work for one thread, another
/// that asks computes alone, to the same bits. Dispose of it after them.</para>
/// </remarks>
/// <example>
/// <code>
/// using var team = new ThreadTeam(2);
/// using var tape = new Tape&lt;float&gt;(team: team);
/// </code>
/// </example>
public sealed class ThreadTeam : IDisposable
{
    // The bit of the state that says that there are parts to be had; below it the number of helpers at work is counted.
    private const int Open = 1 << 30;

    // A sleeper takes about 50 microseconds to wake up. Waiting as long, but after the first few only on a processor that nobody else
    // wants, costs at most twice what the better choice would have.
    private static readonly long BusyTicks = Stopwatch.Frequency / 200_000;
    private static readonly long PatientTicks = Stopwatch.Frequency / 20_000;

    private readonly Thread[] _helpers;
    private readonly object _gate = new();
    private unsafe delegate*<void*, int, int, void> _run;
    private unsafe void* _work;
    private Exception? _failure;
    private int _parts;
    private int _taken;
    private int _state;
    private int _busy;
    private int _asleep;
    private volatile bool _callerSleeps;
    private volatile bool _disposed;

    /// <summary>Starts the threads.</summary>
    /// <param name="threads">The number of threads, the caller's own included; from 1, which starts none, to 1024.</param>
    public ThreadTeam(int threads)
    {
        if (threads is < 1 or > 1024)
        {
            throw new ArgumentOutOfRangeException(
                nameof(threads), threads,
                $"Got {threads} threads, expected from 1 to 1024; more than the {Environment.ProcessorCount} processors gain nothing.");
        }

        _helpers = new Thread[threads - 1];
        for (int k = 0; k < _helpers.Length; k++)
        {
            int member = k + 1;
            _helpers[k] = new Thread(() => Help(member)) { IsBackground = true, Name = $"thread team, member {member}" };
            _helpers[k].Start();
        }
    }

    /// <summary>The number of threads, the caller's own included.</summary>
    public int Count => _helpers.Length + 1;

    private bool HasParts => (Volatile.Read(ref _state) & Open) != 0 && Volatile.Read(ref _taken) < Volatile.Read(ref _parts);

    /// <summary>Ends the threads. What was given the team must not compute any more.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        WakeAll();
        foreach (Thread helper in _helpers)
        {
            helper.Join();
        }
    }

    /// <summary>Does all parts of a work of one's own and returns when the last is done. Allocates nothing by itself.</summary>
    /// <param name="parts">The number of parts; each is done once, by any member, in any order.</param>
    /// <param name="work">Does one part, given its number. What it throws is thrown here when all are done; of several, one.</param>
    public unsafe void Run(int parts, Action<int> work)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(parts);
        ArgumentNullException.ThrowIfNull(work);
        ObjectDisposedException.ThrowIf(_disposed, this);
        GCHandle handle = GCHandle.Alloc(work);
        try
        {
            OwnWork own = new() { Work = GCHandle.ToIntPtr(handle) };
            Run(parts, &own);
        }
        finally
        {
            handle.Free();
        }
    }

    /// <summary>Does all parts of a work and returns when the last is done. Allocates nothing.</summary>
    /// <param name="parts">The number of parts; each is done once, by any member, in any order.</param>
    /// <param name="work">The work, which stays where it is.</param>
    internal unsafe void Run<TWork>(int parts, TWork* work)
        where TWork : unmanaged, ISharedWork
    {
        if (_disposed)
        {
            throw new ObjectDisposedException(
                null, "The thread team was disposed while a tape or a workspace still computes on it: dispose it after them.");
        }

        if (parts <= 1 || _helpers.Length == 0 || Interlocked.Exchange(ref _busy, 1) != 0)
        {
            for (int part = 0; part < parts; part++)
            {
                work->Run(part, 0);
            }

            return;
        }

        _run = &Part<TWork>;
        _work = work;
        Volatile.Write(ref _parts, parts);
        Volatile.Write(ref _taken, 0);
        Interlocked.Exchange(ref _state, Open);
        if (Volatile.Read(ref _asleep) > 0)
        {
            WakeAll();
        }

        TakeParts(0);

        // Nobody may come any more. Whoever did not wake up in time is not waited for: there is nothing left to do.
        if ((Interlocked.And(ref _state, ~Open) & ~Open) != 0)
        {
            AwaitHelpers();
        }

        Exception? failure = _failure;
        _failure = null;
        Volatile.Write(ref _busy, 0);
        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    private struct OwnWork : ISharedWork
    {
        public nint Work { get; init; }

        public readonly void Run(int part, int member) => ((Action<int>)GCHandle.FromIntPtr(Work).Target!)(part);
    }

    private static unsafe void Part<TWork>(void* work, int part, int member)
        where TWork : unmanaged, ISharedWork
        => ((TWork*)work)->Run(part, member);

    private void Help(int member)
    {
        while (AwaitParts())
        {
            int state = Volatile.Read(ref _state);
            if ((state & Open) == 0 || Interlocked.CompareExchange(ref _state, state + 1, state) != state)
            {
                continue;
            }

            TakeParts(member);
            if (Interlocked.Decrement(ref _state) == 0 && _callerSleeps)
            {
                WakeAll();
            }
        }
    }

    private unsafe void TakeParts(int member)
    {
        try
        {
            int parts = _parts;
            for (int part = Interlocked.Increment(ref _taken) - 1; part < parts; part = Interlocked.Increment(ref _taken) - 1)
            {
                _run(_work, part, member);
            }
        }
        catch (Exception exception)
        {
            // Thrown by the caller, when nobody is at the work any more.
            Interlocked.CompareExchange(ref _failure, exception, null);
        }
    }

    // False when the team is disposed. Whoever goes to sleep says so first and looks once more then, and whoever has something to tell
    // looks for sleepers afterwards: one of the two sees the other.
    private bool AwaitParts()
    {
        long start = Stopwatch.GetTimestamp();
        while (!_disposed && Pause(start))
        {
            if (HasParts)
            {
                return true;
            }
        }

        lock (_gate)
        {
            Interlocked.Increment(ref _asleep);
            while (!_disposed && !HasParts)
            {
                Monitor.Wait(_gate);
            }

            Interlocked.Decrement(ref _asleep);
            return !_disposed;
        }
    }

    private void AwaitHelpers()
    {
        long start = Stopwatch.GetTimestamp();
        while (Pause(start))
        {
            if (Volatile.Read(ref _state) == 0)
            {
                return;
            }
        }

        lock (_gate)
        {
            _callerSleeps = true;
            Interlocked.MemoryBarrier();
            while (Volatile.Read(ref _state) != 0)
            {
                Monitor.Wait(_gate);
            }

            _callerSleeps = false;
        }
    }

    // Waits a moment; false when it is time to sleep.
    private static bool Pause(long start)
    {
        long waited = Stopwatch.GetTimestamp() - start;
        if (waited < BusyTicks)
        {
            Thread.SpinWait(1);
        }
        else
        {
            Thread.Yield();
        }

        return waited < PatientTicks;
    }

    private void WakeAll()
    {
        lock (_gate)
        {
            Monitor.PulseAll(_gate);
        }
    }
}
