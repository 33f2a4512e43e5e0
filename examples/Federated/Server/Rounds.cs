using System.Globalization;
using AutogradMaml.Autograd;
using AutogradMaml.Examples.Federated.Protocol;
using Google.Protobuf;

namespace AutogradMaml.Examples.Federated;

/// <summary>The rounds of a federation: asks clients, gathers their answers until the deadline, steps, tests, saves. Knows nothing of how
/// clients are reached.</summary>
/// <param name="settings">How the rounds are led.</param>
/// <param name="folder">Where the state is saved.</param>
/// <param name="log">What happened, a line each.</param>
internal sealed class Rounds(ServerSettings settings, ServerFolder folder, Action<string> log)
{
    private readonly List<RoundRecord> _rounds = [];
    private readonly List<TestRecord> _tests = [];
    private volatile Gathering<(float[] Direction, Update Update)>? _updates;
    private volatile Gathering<Score>? _scores;
    private long _asked;

    /// <summary>Who takes part.</summary>
    public Members Members { get; } = new();

    /// <summary>How the rounds are led.</summary>
    public ServerSettings Settings => settings;

    /// <summary>Leads all rounds to the end.</summary>
    /// <param name="resume">Whether to go on from what was saved.</param>
    /// <param name="cancellation">Stops after the current round, with a checkpoint.</param>
    /// <exception cref="OperationCanceledException">It was stopped; the message says where.</exception>
    public async Task Run(bool resume, CancellationToken cancellation)
    {
        (Maml.TrainingState<float>? state, History history) = resume ? folder.Resume() : (null, new([], []));
        if (!resume)
        {
            folder.Clear();
        }

        _rounds.AddRange(history.Rounds);
        _tests.AddRange(history.Tests);
        using Federation federation = new(settings.Learning, settings.Outer, state);
        if (federation.Round > 0)
        {
            log($"goes on from round {federation.Round}");
        }

        try
        {
            await WaitFor(settings.Least.FirstRound, cancellation);
            while (federation.Round < settings.Rounds)
            {
                if (federation.Round % settings.TestEvery == 0 && _tests.All(test => test.Round != federation.Round))
                {
                    await Test(federation, cancellation);
                }

                if (await Round(federation, cancellation) && federation.Round % settings.CheckpointEvery == 0)
                {
                    folder.Save(federation.State, new(_rounds, _tests));
                }
            }

            await Test(federation, cancellation);
        }
        catch (OperationCanceledException)
        {
            folder.Save(federation.State, new(_rounds, _tests));
            throw new OperationCanceledException(string.Create(
                CultureInfo.InvariantCulture, $"Stopped after round {federation.Round} of {settings.Rounds}; the checkpoint is saved."));
        }

        folder.Save(federation.State, new(_rounds, _tests));
        foreach (Member member in Members.Present)
        {
            member.Ask(new() { Farewell = new() { Rounds = (ulong)settings.Rounds } });
            member.End();
        }
    }

    /// <summary>Hears what a member answers.</summary>
    /// <param name="member">The member.</param>
    /// <param name="answer">The answer.</param>
    /// <returns>What is wrong with it; null where it is in order, be it too late.</returns>
    public string? Hear(Member member, Answer answer)
    {
        switch (answer.KindCase)
        {
            case Answer.KindOneofCase.Update:
                var direction = new float[settings.Learning.Parameters];
                if (Wrong(answer.Update, direction) is { } wrong)
                {
                    return wrong;
                }

                if (answer.Update.Round == (ulong)Interlocked.Read(ref _asked))
                {
                    _updates?.Give(member.Client, (direction, answer.Update));
                }

                return null;
            case Answer.KindOneofCase.Score:
                if (Wrong(answer.Score) is { } wrongScore)
                {
                    return wrongScore;
                }

                if (answer.Score.Round == (ulong)Interlocked.Read(ref _asked))
                {
                    _scores?.Give(member.Client, answer.Score);
                }

                return null;
            default:
                return $"an answer of kind {answer.KindCase}, expected {Answer.KindOneofCase.Update} or {Answer.KindOneofCase.Score}";
        }
    }

    /// <summary>Waits for a member no longer.</summary>
    /// <param name="member">The member.</param>
    public void Lose(Member member)
    {
        Members.Leave(member);
        _updates?.Lose(member.Client);
        _scores?.Lose(member.Client);
    }

    /// <summary>Who is asked in a round: the first ones, of those who are there, in an order of all clients by (seed, round).</summary>
    /// <param name="settings">How the rounds are led.</param>
    /// <param name="round">The round.</param>
    /// <param name="present">Who is there.</param>
    public static Member[] Choose(ServerSettings settings, long round, Member[] present)
    {
        if (present.Length <= settings.Participants)
        {
            return present;
        }

        int[] order = new RandomStream(settings.Learning.Seed, "federated participants", round).Choose(settings.Clients, settings.Clients);
        Dictionary<int, Member> members = present.ToDictionary(static member => member.Client);
        return
        [
            .. order.Where(members.ContainsKey).Take(settings.Participants).Order().Select(client => members[client]),
        ];
    }

    private Task<Member[]> WaitFor(int count, CancellationToken cancellation)
    {
        if (Members.Present.Length < count)
        {
            log($"waits for {count} {(count == 1 ? "client" : "clients")}");
        }

        return Members.WaitFor(count, cancellation);
    }

    private async Task<bool> Round(Federation federation, CancellationToken cancellation)
    {
        Member[] present = await WaitFor(settings.Least.EveryRound, cancellation);
        Question question = new()
        {
            Work = new()
            {
                Round = (ulong)federation.Round,
                Parameters = UnsafeByteOperations.UnsafeWrap(FlatNumbers.ToBytes(federation.Parameters())),
            },
        };
        Member[] asked = Choose(settings, federation.Round, present);
        Gathering<(float[] Direction, Update Update)> updates = new(asked.Select(static member => member.Client));
        Interlocked.Exchange(ref _asked, federation.Round);
        _updates = updates;
        Ask(asked, question, updates);
        IReadOnlyDictionary<int, (float[] Direction, Update Update)> answers = await updates.Close(settings.Deadline, cancellation);
        _updates = null;
        int[] missing = [.. asked.Select(static member => member.Client).Except(answers.Keys)];
        if (missing.Length > 0)
        {
            log($"round {federation.Round}: no update from {Names(missing)}");
        }

        if (answers.Count == 0)
        {
            return false;
        }

        RoundRecord record = new(
            federation.Round,
            [.. answers.Keys],
            missing,
            answers.Values.Average(static answer => (double)answer.Update.Loss),
            [.. answers.Values.Select(static answer => answer.Update.Seconds)],
            Messages.Bytes(question),
            [.. answers.Values.Select(static answer => Messages.Bytes(new Answer { Update = answer.Update }))]);
        federation.Take(answers.ToDictionary(static entry => entry.Key, static entry => entry.Value.Direction));
        _rounds.Add(record);
        if (federation.Round % Math.Max(1, settings.Rounds / 20) == 0)
        {
            log(string.Create(
                CultureInfo.InvariantCulture,
                $"round {federation.Round} of {settings.Rounds}: {record.Clients.Count} clients, loss {record.Loss:0.0000}"));
        }

        return true;
    }

    private async Task Test(Federation federation, CancellationToken cancellation)
    {
        Member[] present = await WaitFor(1, cancellation);
        Question question = new()
        {
            Test = new()
            {
                Round = (ulong)federation.Round,
                Parameters = UnsafeByteOperations.UnsafeWrap(FlatNumbers.ToBytes(federation.Parameters())),
            },
        };
        Gathering<Score> scores = new(present.Select(static member => member.Client));
        Interlocked.Exchange(ref _asked, federation.Round);
        _scores = scores;
        Ask(present, question, scores);
        IReadOnlyDictionary<int, Score> answers = await scores.Close(settings.Deadline, cancellation);
        _scores = null;
        _tests.Add(new(
            federation.Round,
            [
                .. answers.Select(static entry => new ClientScore(
                    entry.Key,
                    (int)entry.Value.Examples,
                    (int)entry.Value.Usual,
                    [.. entry.Value.Right.Select(static right => (int)right)],
                    [.. entry.Value.Leaky.Select(static right => (int)right)])),
            ]));
        if (answers.Count > 0)
        {
            double Mean(Func<Score, uint> right) => answers.Values.Average(score => 100.0 * right(score) / score.Examples);
            log(string.Create(
                CultureInfo.InvariantCulture,
                $"test after round {federation.Round}: {answers.Count} clients, accuracy {Mean(static score => score.Right[0]):0.0} %, " +
                    $"after {settings.Learning.Steps} local steps {Mean(static score => score.Right[^1]):0.0} %"));
        }
    }

    private void Ask<TAnswer>(Member[] members, Question question, Gathering<TAnswer> answers)
    {
        foreach (Member member in members)
        {
            if (!member.Ask(question))
            {
                answers.Lose(member.Client);
                log($"client {member.Client} does not read what it is asked");
            }
        }
    }

    private static string? Wrong(Update update, Span<float> direction)
    {
        if (FlatNumbers.Read(update.Direction.Span, direction) is { } wrong)
        {
            return $"an update of {wrong}";
        }

        return float.IsFinite(update.Loss) && double.IsFinite(update.Seconds) && update.Seconds >= 0
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"an update with loss {update.Loss} and {update.Seconds} seconds, expected finite numbers");
    }

    private string? Wrong(Score score)
    {
        bool fits = score.Right.Count == settings.Learning.Steps + 1 && score.Leaky.Count == settings.Learning.Steps + 1
            && score.Examples is > 0 and <= int.MaxValue && score.Usual <= score.Examples
            && score.Right.Concat(score.Leaky).All(right => right <= score.Examples);
        return fits
            ? null
            : $"a score of {score.Right.Count} and {score.Leaky.Count} counts, expected {settings.Learning.Steps + 1} each, none above " +
                "the number of examples";
    }

    private static string Names(int[] clients) => $"{(clients.Length == 1 ? "client" : "clients")} {string.Join(", ", clients)}";
}
