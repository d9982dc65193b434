import { startBeside } from '../support/beside'
import { tellBotStories } from '../support/bot-stories'
import { tellStory } from '../support/story'

tellBotStories(tellStory(startBeside), 'desk')
