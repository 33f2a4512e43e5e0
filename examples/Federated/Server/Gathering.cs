namespace AutogradMaml.Examples.Federated;

/// <summary>The answers to one question, as they come: complete when all who were asked have answered or are gone, closed at a
/// deadline.</summary>
/// <typeparam name="TAnswer">An answer.</typeparam>
/// <param name="asked">The numbers of the clients that were asked.</param>
internal sealed class Gathering<TAnswer>(IEnumerable<int> asked)
{
    private readonly Lock _lock = new();
    private readonly HashSet<int> _open = [.. asked];
    private readonly SortedDictionary<int, TAnswer> _answers = [];
    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _closed;

    /// <summary>Takes an answer.</summary>
    /// <param name="client">Whose it is.</param>
    /// <param name="answer">The answer.</param>
    /// <returns>Whether it counts: the client was asked, has not answered before, and it is not too late.</returns>
    public bool Give(int client, TAnswer answer)
    {
        lock (_lock)
        {
            if (_closed || !_open.Remove(client))
            {
                return false;
            }

            _answers.Add(client, answer);
            CompleteIfAllAreIn();
            return true;
        }
    }

    /// <summary>Waits for a client no longer.</summary>
    /// <param name="client">The client.</param>
    public void Lose(int client)
    {
        lock (_lock)
        {
            _open.Remove(client);
            CompleteIfAllAreIn();
        }
    }

    /// <summary>Waits until it is complete, or a time has passed.</summary>
    /// <param name="deadline">The time.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>The answers by the clients' numbers, ascending, whatever the order in which they came.</returns>
    public async Task<IReadOnlyDictionary<int, TAnswer>> Close(TimeSpan deadline, CancellationToken cancellation)
    {
        lock (_lock)
        {
            CompleteIfAllAreIn();
        }

        try
        {
            await _complete.Task.WaitAsync(deadline, cancellation);
        }
        catch (TimeoutException)
        {
        }

        lock (_lock)
        {
            _closed = true;
            return _answers;
        }
    }

    private void CompleteIfAllAreIn()
    {
        if (_open.Count == 0)
        {
            _complete.TrySetResult();
        }
    }
}
