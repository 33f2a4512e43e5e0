using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>The questions of an outer search as programs: one for each question, layout, number of tasks and phase, recorded when it is
/// first asked; the oldest goes when there are too many. As many memories as threads ask at once. Each also tells the losses: a block's
/// first ones at the meta-parameters of its iteration are held against those that the iteration began with.</summary>
internal sealed class OuterQuestions<T>(TrainingPlan<T> plan, bool replay, Action<string>? evicted) : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const string VectorName = "vector";
    private const string LossName = "loss";
    private const string DistanceName = "distance";

    private readonly Lock _gate = new();
    private readonly List<Asked> _asked = [];

    /// <summary>Answers a question about some tasks.</summary>
    /// <param name="question">The question.</param>
    /// <param name="tasks">The tasks.</param>
    /// <param name="problem">The meta-parameters it is about, the vector and the iteration.</param>
    /// <param name="losses">The losses of the block's tasks with which the iteration began.</param>
    /// <param name="answer">Where the answer goes: losses and distances by the tasks' places, vectors are added.</param>
    /// <exception cref="MetaProgramException">The losses are others than those with which the iteration began.</exception>
    public void Ask(
        OuterQuestion question, HeldTasks<T> tasks, OuterProblem<T> problem, ReadOnlySpan<T> losses, OuterAnswer<T> answer)
    {
        bool compares = tasks.MustCompare(question, problem.Iteration);
        if (!replay)
        {
            AskAnew(question, tasks, problem, losses, answer, compares);
            return;
        }

        Asked asked = For(question, tasks, problem);
        Workspace<T> workspace = Take(asked);
        try
        {
            if (compares)
            {
                Run(workspace, asked, question, tasks, problem, problem.Begun);
                RequireSame(question, tasks, workspace.Output(0), losses);
            }

            Run(workspace, asked, question, tasks, problem, problem.Asked);
            Read(question, tasks, answer, workspace);
        }
        finally
        {
            GiveBack(asked, workspace);
        }
    }

    public void Dispose()
    {
        foreach (Workspace<T> workspace in _asked.SelectMany(static asked => asked.All))
        {
            workspace.Dispose();
        }
    }

    private void AskAnew(
        OuterQuestion question, HeldTasks<T> tasks, OuterProblem<T> problem, ReadOnlySpan<T> losses, OuterAnswer<T> answer, bool compares)
    {
        using Tape<T> tape = new();
        if (compares)
        {
            RequireSame(
                question,
                tasks,
                Record(tape, question, tasks, problem, problem.Begun, DerivativeUse.Final).Outputs.Values[0].Values,
                losses);
            tape.Clear();
        }

        Read(question, tasks, answer, Record(tape, question, tasks, problem, problem.Asked, DerivativeUse.Final).Outputs);
    }

    // A loss that is no longer that of the iteration is another one than Outer gives, or was frozen when the question was recorded.
    private void RequireSame(OuterQuestion question, HeldTasks<T> tasks, ReadOnlySpan<T> asked, ReadOnlySpan<T> losses)
    {
        for (int k = 0; k < asked.Length; k++)
        {
            double expected = double.CreateChecked(losses[tasks.Places[k]]);
            double got = double.CreateChecked(asked[k]);
            if (!(Math.Abs(got - expected) <= TasksApart.Rounding<T>() * Math.Max(1, Math.Abs(expected))))
            {
                throw new MetaProgramException(FormattableString.Invariant(
                    $"The learner '{plan.Learner.Name}' can't be trained with an outer search: where the iteration began, with the same ") +
                    FormattableString.Invariant($"tasks and calls to the host, the loss of a task is {expected:G6}, and the search is ") +
                    FormattableString.Invariant($"told {got:G6} ({question}). {nameof(Adaptation<T>.OuterWithDistance)} gives the loss ") +
                    $"that {nameof(Adaptation<T>.Outer)} gives, and reads no values from the tape: a program would repeat the first ones " +
                    "for ever.");
            }
        }
    }

    private Asked For(OuterQuestion question, HeldTasks<T> tasks, OuterProblem<T> problem)
    {
        lock (_gate)
        {
            foreach (Asked known in _asked)
            {
                if (known.Question == question && known.Phase == tasks.Phase && known.Tasks == tasks.Batch.Tasks
                    && known.Layout.Equals(tasks.Batch.Layout))
                {
                    return known;
                }
            }

            using Tape<T> tape = new();
            ProgramRecording<T> recording = Record(tape, question, tasks, problem, problem.Asked, DerivativeUse.Differentiable);
            Program<T> program = recording.Compile(plan.Learner.Name, plan.Products);
            Asked made = new(question, tasks.Phase, tasks.Batch.Tasks, tasks.Batch.Layout, program, [.. recording.Scheduled]);
            if (_asked.Count >= TrainingPrograms<T>.MostKept)
            {
                Drop(_asked[0]);
            }

            _asked.Add(made);
            return made;
        }
    }

    private void Drop(Asked oldest)
    {
        evicted?.Invoke(
            $"More than {TrainingPrograms<T>.MostKept} programs of the outer search are needed: the one for {oldest.Tasks} tasks of " +
                $"{oldest.Layout} is dropped and will be recorded anew.");
        _asked.Remove(oldest);
        oldest.IsDropped = true;
        while (oldest.Free.TryPop(out Workspace<T>? workspace))
        {
            workspace.Dispose();
        }
    }

    private Workspace<T> Take(Asked asked)
    {
        lock (_gate)
        {
            if (!asked.Free.TryPop(out Workspace<T>? workspace))
            {
                workspace = asked.Program.CreateWorkspace();
                asked.All.Add(workspace);
            }

            return workspace;
        }
    }

    private void GiveBack(Asked asked, Workspace<T> workspace)
    {
        lock (_gate)
        {
            // One that was dropped meanwhile is taken no more.
            if (asked.IsDropped)
            {
                workspace.Dispose();
            }
            else
            {
                asked.Free.Push(workspace);
            }
        }
    }

    private static void Run(
        Workspace<T> workspace, Asked asked, OuterQuestion question, HeldTasks<T> tasks, OuterProblem<T> problem, T[] meta)
    {
        int input = Write(workspace, 0, meta);
        for (int array = 0; array < tasks.Batch.Layout.Count; array++)
        {
            tasks.Batch.Array(array).CopyTo(workspace.Input(input++));
        }

        tasks.Batch.Keys.CopyTo(workspace.Input(input++));
        if (question == OuterQuestion.Curve)
        {
            input = Write(workspace, input, problem.Vector);
        }

        for (int k = 0; k < tasks.Hosts.Length; k++)
        {
            tasks.Hosts[k].CopyTo(workspace.Input(input++));
        }

        foreach ((string name, Schedule schedule) in asked.Scheduled)
        {
            workspace.Input(name)[0] = T.CreateChecked(schedule.At(problem.Iteration));
        }

        workspace.Run();
    }

    private static int Write(Workspace<T> workspace, int input, T[] values)
    {
        for (int start = 0; start < values.Length; input++)
        {
            Span<T> target = workspace.Input(input);
            values.AsSpan(start, target.Length).CopyTo(target);
            start += target.Length;
        }

        return input;
    }

    private static void Read(OuterQuestion question, HeldTasks<T> tasks, OuterAnswer<T> answer, Workspace<T> workspace)
    {
        if (question == OuterQuestion.Judge)
        {
            Scatter(workspace.Output(0), tasks, answer.Losses);
            Scatter(workspace.Output(1), tasks, answer.Distances);
            return;
        }

        int start = 0;
        for (int output = 1; output < workspace.Program.OutputCount; output++)
        {
            start = Add(workspace.Output(output), start, answer.Sum);
        }
    }

    private static void Read(OuterQuestion question, HeldTasks<T> tasks, OuterAnswer<T> answer, Variables<T> outputs)
    {
        if (question == OuterQuestion.Judge)
        {
            Scatter(outputs.Values[0].Values, tasks, answer.Losses);
            Scatter(outputs.Values[1].Values, tasks, answer.Distances);
            return;
        }

        int start = 0;
        foreach (Variable<T> output in outputs.Values[1..])
        {
            start = Add(output.Values, start, answer.Sum);
        }
    }

    private static void Scatter(ReadOnlySpan<T> values, HeldTasks<T> tasks, T[] target)
    {
        for (int k = 0; k < values.Length; k++)
        {
            target[tasks.Places[k]] = values[k];
        }
    }

    private static int Add(ReadOnlySpan<T> values, int start, T[] sum)
    {
        foreach (T value in values)
        {
            sum[start++] += value;
        }

        return start;
    }

    private ProgramRecording<T> Record(
        Tape<T> tape, OuterQuestion question, HeldTasks<T> tasks, OuterProblem<T> problem, T[] at, DerivativeUse use)
    {
        MetaGradient<T> gradient = plan.Learner.GradientIn(tasks.Phase);
        Variables<T> named = OnTape(tape, at, EpisodeNames.Meta);
        Variables<T> meta = named.Under(EpisodeNames.Meta);
        Variables<T> vector = question == OuterQuestion.Curve ? OnTape(tape, problem.Vector, VectorName) : new([]);
        Variables<T> hosts = new(tasks.HostShapes.Select((shape, k) => KeyValuePair.Create(
            HostResults<T>.NameOf(k), tape.Input(tasks.Hosts[k], shape, HostResults<T>.NameOf(k)))));
        Episode<T> episode = tasks.Batch.On(tape, problem.Iteration);
        episode.Hosts = HostResults<T>.Given(hosts.Select(static entry => entry.Value));

        // Detached gradients may give their memory back where nothing is a program; those on the way of a product or direction are kept.
        InnerCourse<T> course = new(plan.Learner.Adaptation, meta, episode, detached: !gradient.IsExact, use);
        Variables<T> x = course.Start();
        for (int step = 0; step < gradient.Steps; step++)
        {
            x = course.Step(x, new(episode, step));
        }

        // A gradient is of Outer, which every adaptation has.
        (Variable<T> loss, Variables<T> told) = question == OuterQuestion.Differentiate
            ? Differentiate(course.Outer(x, gradient.Steps), meta, use)
            : Look(question, course.OuterWithDistance(x, gradient.Steps), meta, vector.Under(VectorName), use);
        Variables<T> outputs = new Variables<T>([KeyValuePair.Create(LossName, loss)]).Concat(told);
        return ProgramRecording<T>.Of(named, episode, vector.Concat(hosts), outputs);
    }

    private static (Variable<T> Loss, Variables<T> Told) Differentiate(Variable<T> loss, Variables<T> meta, DerivativeUse use)
        => (loss, loss.Tape.Gradient(loss.Sum(), meta, use));

    private static (Variable<T> Loss, Variables<T> Told) Look(
        OuterQuestion question, OuterJudgement<T> judged, Variables<T> meta, Variables<T> vector, DerivativeUse use)
        => question == OuterQuestion.Judge
            ? (judged.Loss, new([KeyValuePair.Create(DistanceName, judged.Distance)]))
            : (judged.Loss, Product(judged.Distance.Sum(), judged.Through, meta, vector, use));

    // The Hessian of the distance times a vector; where it depends on the meta-parameters through something, by Gauss and Newton's form,
    // which is the Hessian where nothing has moved.
    private static Variables<T> Product(
        Variable<T> distance, Variable<T>? through, Variables<T> meta, Variables<T> vector, DerivativeUse use)
    {
        if (through is not { } middle)
        {
            return distance.Tape.HessianVectorProduct(distance, meta, vector, use);
        }

        Tape<T> tape = distance.Tape;
        Variable<T> tangent = tape.JacobianVectorProduct([middle], meta.Values, vector.Values)[0];
        Variable<T> curved = tape.HessianVectorProduct(distance, middle, tangent);
        return meta.WithValues(tape.VectorJacobianProduct(middle, curved, meta.Values, use));
    }

    private Variables<T> OnTape(Tape<T> tape, T[] values, string prefix)
    {
        int start = 0;
        List<KeyValuePair<string, Variable<T>>> entries = [];
        foreach (MetaPart<T> part in plan.Learner.Adaptation.Parts)
        {
            foreach (ParameterSpecification<T> parameter in part.Parameters)
            {
                string name = $"{prefix}.{part.Name}.{parameter.Name}";
                ReadOnlySpan<T> own = values.AsSpan(start, parameter.Shape.ElementCount);
                entries.Add(KeyValuePair.Create(name, tape.Input(own, parameter.Shape, name)));
                start += own.Length;
            }
        }

        return new(entries);
    }

    private sealed class Asked(
        OuterQuestion question, int phase, int tasks, TaskLayout layout, Program<T> program, (string Input, Schedule Schedule)[] scheduled)
    {
        public OuterQuestion Question => question;

        public int Phase => phase;

        public int Tasks => tasks;

        public TaskLayout Layout => layout;

        public Program<T> Program => program;

        public (string Input, Schedule Schedule)[] Scheduled => scheduled;

        public bool IsDropped { get; set; }

        public Stack<Workspace<T>> Free { get; } = new();

        public List<Workspace<T>> All { get; } = [];
    }
}
