namespace AutogradMaml.Examples.Federated;

/// <summary>Who takes part at the moment: a client is a member as long as its call lasts.</summary>
internal sealed class Members
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<int, Member> _members = [];
    private TaskCompletionSource _changed = New();

    /// <summary>The members by the clients' numbers, ascending.</summary>
    public Member[] Present
    {
        get
        {
            lock (_lock)
            {
                return [.. _members.Values];
            }
        }
    }

    /// <summary>Takes a client in.</summary>
    /// <param name="client">Its number.</param>
    /// <returns>The member; null where a client of that number takes part already.</returns>
    public Member? Join(int client)
    {
        lock (_lock)
        {
            Member member = new(client);
            if (!_members.TryAdd(client, member))
            {
                return null;
            }

            Changed();
            return member;
        }
    }

    /// <summary>Lets a member go.</summary>
    /// <param name="member">The member.</param>
    public void Leave(Member member)
    {
        member.End();
        lock (_lock)
        {
            if (_members.TryGetValue(member.Client, out Member? present) && present == member)
            {
                _members.Remove(member.Client);
                Changed();
            }
        }
    }

    /// <summary>Waits until so many take part.</summary>
    /// <param name="count">How many.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>The members.</returns>
    public async Task<Member[]> WaitFor(int count, CancellationToken cancellation)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_members.Count >= count)
                {
                    return [.. _members.Values];
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellation);
        }
    }

    /// <summary>Waits until nobody takes part any more, or a time has passed.</summary>
    /// <param name="patience">The time.</param>
    public async Task WaitForNone(TimeSpan patience)
    {
        using CancellationTokenSource late = new(patience);
        try
        {
            while (true)
            {
                Task changed;
                lock (_lock)
                {
                    if (_members.Count == 0)
                    {
                        return;
                    }

                    changed = _changed.Task;
                }

                await changed.WaitAsync(late.Token);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private void Changed()
    {
        _changed.SetResult();
        _changed = New();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
