using System.Numerics;
using AutogradMaml.Autograd;
using AutogradMaml.Nn;

namespace AutogradMaml.Maml;

/// <summary>The questions of an outer search as programs: one for each question, layout, number of tasks and phase, recorded when it is
/// first asked. As many memories as threads ask at once.</summary>
internal sealed class OuterQuestions<T>(TrainingPlan<T> plan, bool replay) : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const string VectorName = "vector";

    private readonly Lock _gate = new();
    private readonly List<Asked> _asked = [];

    /// <summary>Answers a question about some tasks.</summary>
    /// <param name="question">The question.</param>
    /// <param name="tasks">The tasks.</param>
    /// <param name="problem">The meta-parameters it is about, and the vector.</param>
    /// <param name="iteration">The iteration.</param>
    /// <param name="answer">Where the answer goes: losses and distances by the tasks' places, vectors are added.</param>
    public void Ask(OuterQuestion question, HeldTasks<T> tasks, OuterProblem<T> problem, long iteration, OuterAnswer<T> answer)
    {
        if (!replay)
        {
            using Tape<T> tape = new();
            Variables<T> outputs = Record(tape, question, tasks, problem, iteration, DerivativeUse.Final).Outputs;
            Read(question, tasks, answer, outputs);
            return;
        }

        Asked asked = For(question, tasks, problem, iteration);
        Workspace<T> workspace = Take(asked);
        Write(workspace, asked.Scheduled, question, tasks, problem, iteration);
        workspace.Run();
        Read(question, tasks, answer, workspace);
        lock (_gate)
        {
            asked.Free.Push(workspace);
        }
    }

    public void Dispose()
    {
        foreach (Workspace<T> workspace in _asked.SelectMany(static asked => asked.All))
        {
            workspace.Dispose();
        }
    }

    private Asked For(OuterQuestion question, HeldTasks<T> tasks, OuterProblem<T> problem, long iteration)
    {
        int phase = plan.Learner.PhaseOf(iteration);
        lock (_gate)
        {
            foreach (Asked known in _asked)
            {
                if (known.Question == question && known.Phase == phase && known.Tasks == tasks.Batch.Tasks
                    && known.Layout.Equals(tasks.Batch.Layout))
                {
                    return known;
                }
            }

            using Tape<T> tape = new();
            ProgramRecording<T> recording = Record(tape, question, tasks, problem, iteration, DerivativeUse.Differentiable);
            Program<T> program = recording.Compile(plan.Learner.Name, plan.Products);
            Asked made = new(question, phase, tasks.Batch.Tasks, tasks.Batch.Layout, program, [.. recording.Scheduled]);
            _asked.Add(made);
            return made;
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

    private static void Write(
        Workspace<T> workspace,
        (string Input, Schedule Schedule)[] scheduled,
        OuterQuestion question,
        HeldTasks<T> tasks,
        OuterProblem<T> problem,
        long iteration)
    {
        int input = Write(workspace, 0, problem.Asked);
        if (question == OuterQuestion.Curve)
        {
            input = Write(workspace, input, problem.Vector);
        }

        for (int k = 0; k < tasks.Hosts.Length; k++)
        {
            tasks.Hosts[k].CopyTo(workspace.Input(input++));
        }

        for (int array = 0; array < tasks.Batch.Layout.Count; array++)
        {
            tasks.Batch.Array(array).CopyTo(workspace.Input(input++));
        }

        tasks.Batch.Keys.CopyTo(workspace.Input(input));
        foreach ((string name, Schedule schedule) in scheduled)
        {
            workspace.Input(name)[0] = T.CreateChecked(schedule.At(iteration));
        }
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
        for (int output = 0; output < workspace.Program.OutputCount; output++)
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
        foreach (Variable<T> output in outputs.Values)
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
        Tape<T> tape, OuterQuestion question, HeldTasks<T> tasks, OuterProblem<T> problem, long iteration, DerivativeUse use)
    {
        MetaGradient<T> gradient = plan.Learner.GradientIn(plan.Learner.PhaseOf(iteration));
        Adaptation<T> adaptation = plan.Learner.Adaptation;
        Variables<T> named = OnTape(tape, problem.Asked, EpisodeNames.Meta);
        Variables<T> meta = named.Under(EpisodeNames.Meta);
        Variables<T> vector = question == OuterQuestion.Curve ? OnTape(tape, problem.Vector, VectorName) : new([]);
        Variables<T> hosts = new(tasks.HostShapes.Select((shape, k) => KeyValuePair.Create(
            HostResults<T>.NameOf(k), tape.Input(tasks.Hosts[k], shape, HostResults<T>.NameOf(k)))));
        Episode<T> episode = tasks.Batch.On(tape, iteration);
        episode.Hosts = HostResults<T>.Given(hosts.Select(static entry => entry.Value));

        // Detached gradients may give their memory back where nothing is a program; those on the way of a product or direction are kept.
        InnerCourse<T> course = new(adaptation, meta, episode, detached: !gradient.IsExact, use);
        Variables<T> x = course.Start();
        for (int step = 0; step < gradient.Steps; step++)
        {
            x = course.Step(x, new(episode, step));
        }

        InnerStep<T> last = new(episode, Math.Max(0, gradient.Steps - 1));
        (Variable<T> loss, Variable<T> distance, Variable<T>? through) = adaptation.OuterWithDistance(x, meta, episode, last);
        InnerCourse<T>.RequireOfTasks(adaptation, nameof(adaptation.OuterWithDistance), loss, episode);
        InnerCourse<T>.RequireOfTasks(adaptation, $"the distance of {nameof(adaptation.OuterWithDistance)}", distance, episode);
        Variables<T> outputs = question switch
        {
            OuterQuestion.Judge => new([KeyValuePair.Create("loss", loss), KeyValuePair.Create("distance", distance)]),
            OuterQuestion.Curve => Product(distance.Sum(), through, meta, vector.Under(VectorName), use),
            _ => tape.Gradient(loss.Sum(), meta, use),
        };

        // Meta-parameters and vector first, in their order, then results, arrays and keys: as they are written.
        (string Input, Schedule Schedule, Variable<T> Variable)[] scheduled =
        [
            .. episode.ScheduledNumbers.Select(
                static entry => ($"{EpisodeNames.Scheduled}.{entry.Key}", entry.Value.Schedule, entry.Value.Variable)),
        ];
        Variables<T> inputs = named.Concat(vector).Concat(hosts)
            .Concat(episode.Arrays.Prefixed(EpisodeNames.Episode))
            .Concat(new([KeyValuePair.Create(EpisodeNames.Keys, episode.Keys)]))
            .Concat(new(scheduled.Select(static number => KeyValuePair.Create(number.Input, number.Variable))));
        return new(inputs, outputs, [.. scheduled.Select(static number => (number.Input, number.Schedule))]);
    }

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

        public Stack<Workspace<T>> Free { get; } = new();

        public List<Workspace<T>> All { get; } = [];
    }
}
