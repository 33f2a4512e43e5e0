using AutogradMaml.Autograd;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

// What is learned: where a net starts, so that a few steps on a task's points make it that task's.
var net = new Sequential<float>(
    new Linear<float>(1, 40), Activations.Tanh<float>(), new Linear<float>(40, 40), Activations.Tanh<float>(), new Linear<float>(40, 1));
var plan = new TrainingPlan<float>
{
    Learner = new Maml<float>(net, Loss.MeanSquaredError, steps: 3, StepSizes<float>.Learned(0.05, steps: 3)),
    Tasks = new Waves(shots: 8),
    Iterations = 5000,
    MetaBatch = 16,
};

// Ctrl-C stops after the current iteration; the next start goes on, to the bits of a run that was not stopped.
const string Checkpoint = "training.checkpoint";
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};
var trainer = new Trainer<float>(plan);
var state = File.Exists(Checkpoint) ? trainer.Resume(Checkpoint) : trainer.Start();
state = trainer.Run(
    state,
    new TrainingOptions
    {
        CheckpointPath = Checkpoint,
        CheckpointEvery = 500,
        Report = progress => Console.WriteLine(progress),
        ReportEvery = 500,
    },
    stop.Token);

// The test: new tasks, the loss after each number of steps.
using var evaluator = new Evaluator<float>(plan.Learner);
Console.WriteLine(evaluator.Evaluate(state.MetaParameters, plan.Tasks, seed: 99, count: 200));

// One new task: adapted to its points, and what it predicts elsewhere.
var task = plan.Tasks.Sample(seed: 99, index: 0);
var adapted = plan.Learner.Adapt(state.MetaParameters, task);
float[] places = [-1.5f, 0, 1.5f];
Console.WriteLine($"at {string.Join(", ", places)}: {string.Join(", ", Tensors.ToArray(adapted.Predict(Tensors.Create(places, [3, 1]))))}");
