using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using AutogradMaml.Autograd;
using AutogradMaml.Examples.Processes;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

// Meta-trains the sine regression of the MAML paper, and says how soon the first iteration is done and in which bits the training ends.
// Compiled to machine code beforehand the program needs no runtime and starts at once; the bits are those that it ends in when the runtime
// compiles it.
const long Iterations = 2000;
const string Help =
    "Native: meta-trains the sine regression for 2,000 iterations on one thread and prints times, loss and a fingerprint of the " +
        "parameters. No options but --help.";
return ConsoleProgram.Run(args, Help, Demonstrate);

static int Demonstrate()
{
    long start = Stopwatch.GetTimestamp();
    Sequential<float> net = new(
        new Linear<float>(1, 40), Activations.Relu<float>(), new Linear<float>(40, 40), Activations.Relu<float>(),
        new Linear<float>(40, 1));
    TrainingPlan<float> plan = new()
    {
        Learner = new Maml<float>(net, Loss.MeanSquaredError, steps: 1, StepSizes<float>.Constant(0.01)),
        Tasks = new SinusoidTasks<float>(shots: 10, queries: 10),
        Iterations = Iterations,
    };
    TrainingOptions options = new() { Threads = 1 };
    Trainer<float> trainer = new(plan with { Iterations = 1 });
    TrainingState<float> first = trainer.Run(trainer.Start(), options);
    TimeSpan firstTime = Stopwatch.GetElapsedTime(start);

    long rest = Stopwatch.GetTimestamp();
    TrainingState<float> end = new Trainer<float>(plan).Run(first, options);
    TimeSpan restTime = Stopwatch.GetElapsedTime(rest);

    using Evaluator<float> evaluator = new(plan.Learner);
    LossSummary loss = evaluator.Evaluate(end.MetaParameters, plan.Tasks, seed: 99, count: 100, new() { Threads = 1 }).After(1);
    Say($"machine code: {(RuntimeFeature.IsDynamicCodeCompiled ? "made by the runtime while the program runs" : "made beforehand")}");
    Say($"first iteration, recording and planning included: {firstTime.TotalMilliseconds:f1} ms");
    Say($"the other {Iterations - 1}: {restTime.TotalMilliseconds / (Iterations - 1):f3} ms each");
    Say($"query loss after one inner step: {loss.Mean:f4}");
    Say($"parameters: {Fingerprint(end.MetaParameters)}");
    return ExitCodes.Success;
}

static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

// The SHA-256 of all bits, its first half.
static string Fingerprint(Parameters<float> parameters)
{
    using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    foreach ((_, Tensor<float> tensor) in parameters)
    {
        var values = new float[tensor.FlattenedLength];
        Tensors.CopyTo(tensor, values);
        hash.AppendData(MemoryMarshal.AsBytes<float>(values));
    }

    return Convert.ToHexStringLower(hash.GetHashAndReset()[..16]);
}
