using System.Runtime.InteropServices;

namespace AutogradMaml.Autograd.Tests.Threads;

/// <summary>Parts of a work, done by several threads.</summary>
public sealed unsafe class ThreadTeamTests
{
    private const int Parts = 1000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void Every_part_is_done_once_and_no_member_does_two_at_a_time(int threads)
    {
        using ThreadTeam team = new(threads);
        Assert.Equal(threads, team.Count);
        int* done = stackalloc int[Parts];
        int* inside = stackalloc int[threads];
        for (int run = 0; run < 200; run++)
        {
            new Span<int>(done, Parts).Clear();
            Count work = new() { Done = done, Inside = inside, Members = threads };
            team.Run(run % 20 == 0 ? Parts : run % 20, &work);
            Assert.False(work.Clashed);
            for (int part = 0; part < Parts; part++)
            {
                Assert.Equal(run % 20 == 0 || part < run % 20 ? 1 : 0, done[part]);
            }

            if (run % 50 == 49)
            {
                // Long enough for the helpers to fall asleep.
                Thread.Sleep(2);
            }
        }
    }

    [Fact]
    public void Parts_run_at_the_same_time()
    {
        using ThreadTeam team = new(2);
        for (int run = 0; run < 20; run++)
        {
            int arrived = 0;
            Meeting work = new() { Arrived = &arrived };
            team.Run(2, &work);
            Assert.Equal(2, arrived);
        }
    }

    [Fact]
    public void Two_threads_with_one_team_both_get_their_work_done()
    {
        using ThreadTeam team = new(3);
        Parallel.For(0, 4, _ =>
        {
            int* done = stackalloc int[Parts];
            for (int run = 0; run < 200; run++)
            {
                Add work = new() { Done = done };
                team.Run(Parts, &work);
            }

            for (int part = 0; part < Parts; part++)
            {
                Assert.Equal(200, done[part]);
            }
        });
    }

    // The helpers are at the outer work then: whoever asks does the inner work alone.
    [Fact]
    public void Work_inside_a_part_is_done_by_the_member_itself()
    {
        using ThreadTeam team = new(2);
        GCHandle handle = GCHandle.Alloc(team);
        int* done = stackalloc int[10];
        Nested work = new() { Team = GCHandle.ToIntPtr(handle), Done = done };
        team.Run(2, &work);
        handle.Free();
        for (int part = 0; part < 10; part++)
        {
            Assert.Equal(2, done[part]);
        }
    }

    [Fact]
    public void What_a_part_throws_is_thrown_by_the_caller_and_the_team_goes_on()
    {
        using ThreadTeam team = new(2);
        for (int run = 0; run < 20; run++)
        {
            InvalidOperationException error = Assert.Throws<InvalidOperationException>(() =>
            {
                Fails work = default;
                team.Run(10, &work);
            });
            Assert.Equal("part 7", error.Message);
        }

        Every_part_is_done_once_and_no_member_does_two_at_a_time(2);
    }

    [Fact]
    public void A_team_that_is_disposed_says_so()
    {
        ThreadTeam team = new(2);
        team.Dispose();
        team.Dispose();
        using Tape<float> tape = new(team: team);
        Variable<float> a = tape.Ones([100, 100]);
        Assert.Throws<ObjectDisposedException>(() => a.MatMul(a));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1025)]
    public void A_number_of_threads_that_makes_no_sense_is_refused(int threads)
    {
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => new ThreadTeam(threads));
        Assert.Contains($"Got {threads} threads, expected from 1 to 1024", error.Message, StringComparison.Ordinal);
    }

    // The bytes that each thread has allocated are noted at every part; the team's own doings are between the notes of two runs.
    [Fact]
    public void Sharing_work_allocates_nothing_on_any_thread()
    {
        using ThreadTeam team = new(2);
        long* bytes = stackalloc long[2];
        int arrived = 0;
        Allocations work = new() { Bytes = bytes, Arrived = &arrived };
        Span<long> before = stackalloc long[2];
        for (int run = 0; run < 100; run++)
        {
            // A collection counts the rest of a thread's current block as allocated, and tests that run beside this one cause some: tried a
            // few times.
            bool same = false;
            for (int attempt = 0; attempt < 500 && !same; attempt++)
            {
                arrived = 0;
                team.Run(2, &work);
                new Span<long>(bytes, 2).CopyTo(before);
                arrived = 0;
                team.Run(2, &work);
                same = before.SequenceEqual(new Span<long>(bytes, 2));
            }

            Assert.True(same, $"Run {run} has allocated.");
        }
    }

    private struct Count : ISharedWork
    {
        public int* Done;
        public int* Inside;
        public int Members;
        public bool Clashed;

        public void Run(int part, int member)
        {
            if (member < 0 || member >= Members || Interlocked.Increment(ref Inside[member]) != 1)
            {
                Clashed = true;
            }

            Interlocked.Increment(ref Done[part]);
            Interlocked.Decrement(ref Inside[member]);
        }
    }

    private struct Add : ISharedWork
    {
        public int* Done;

        public readonly void Run(int part, int member) => Interlocked.Increment(ref Done[part]);
    }

    // A part is over when the other one has begun.
    private struct Meeting : ISharedWork
    {
        public int* Arrived;

        public readonly void Run(int part, int member)
        {
            Interlocked.Increment(ref *Arrived);
            SpinWait wait = default;
            while (Volatile.Read(ref *Arrived) < 2)
            {
                wait.SpinOnce();
            }
        }
    }

    private struct Allocations : ISharedWork
    {
        public long* Bytes;
        public int* Arrived;

        public readonly void Run(int part, int member)
        {
            Bytes[member] = GC.GetAllocatedBytesForCurrentThread();
            new Meeting { Arrived = Arrived }.Run(part, member);
        }
    }

    private struct Nested : ISharedWork
    {
        public nint Team;
        public int* Done;

        public readonly void Run(int part, int member)
        {
            Add work = new() { Done = Done };
            ((ThreadTeam)GCHandle.FromIntPtr(Team).Target!).Run(10, &work);
        }
    }

    private readonly struct Fails : ISharedWork
    {
        public void Run(int part, int member)
        {
            if (part == 7)
            {
                throw new InvalidOperationException("part 7");
            }
        }
    }
}
