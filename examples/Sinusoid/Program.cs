using System.CommandLine;
using Spectre.Console;

var preset = new Option<string>("--preset") { Description = "Length of the run.", DefaultValueFactory = _ => "default" };
preset.AcceptOnlyFromAmong("quick", "default", "paper", "best");
var outputFolder = new Option<string>("--out") { Description = "Folder for the results.", DefaultValueFactory = _ => "artifacts/sinusoid" };
var command = new RootCommand("Sinusoid regression, the few-shot task of the MAML paper.") { preset, outputFolder };
command.SetAction(_ =>
{
    AnsiConsole.WriteLine("Sinusoid: this example is not written yet; it trains nothing.");
    return 0;
});
return command.Parse(args).Invoke();
